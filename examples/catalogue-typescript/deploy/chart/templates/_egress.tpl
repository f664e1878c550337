{{/*
An egress rule's body for one URL, as narrow as its host allows: a bare name is a Service of this namespace,
name.namespace.svc one of another. Any other host lies outside, where a policy knows only the port. Within the
cluster no port is named: a policy sees the pods' ports, which may differ from the Service's.
*/}}
{{- define "service.egressTo" -}}
{{- $url := urlParse . -}}
{{- $host := regexReplaceAll ":[0-9]+$" $url.host "" -}}
{{- if regexMatch "^[^.]+$" $host -}}
to:
  - podSelector: {}
{{- else if regexMatch "^[^.]+\\.[^.]+\\.svc(\\.cluster\\.local)?$" $host -}}
to:
  - namespaceSelector:
      matchLabels:
        kubernetes.io/metadata.name: {{ index (splitList "." $host) 1 }}
{{- else -}}
to:
  - ipBlock:
      cidr: 0.0.0.0/0
  - ipBlock:
      cidr: ::/0
ports:
  - port: {{ regexFind "[0-9]+$" (regexFind ":[0-9]+$" $url.host) | default (ternary "443" "80" (eq $url.scheme "https")) }}
    protocol: TCP
{{- end -}}
{{- end }}
