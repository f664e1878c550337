{{/*
The container's environment. It stands in the pod template and not in a ConfigMap: a changed value then is a
new revision, goes through the canary, and an automated rollback takes it back together with the image. That
is also why no checksum annotation is needed.
*/}}
{{- define "service.environment" -}}
- name: PORT
  value: {{ .Values.port | quote }}
- name: ENVIRONMENT
  value: {{ .Values.environment }}
- name: SERVICE_VERSION
  value: {{ include "service.version" . | quote }}
- name: DEPENDENCIES
  value: {{ include "service.dependencies" . | quote }}
- name: CRITICAL_DEPENDENCIES
  value: {{ include "service.criticalDependencies" . | quote }}
- name: DRAIN_DELAY_SECONDS
  value: {{ .Values.shutdown.drainDelaySeconds | quote }}
- name: SHUTDOWN_TIMEOUT_SECONDS
  value: {{ .Values.shutdown.timeoutSeconds | quote }}
- name: FLAGS_FILE
  value: /etc/service/flags/flags.json
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ .Values.tracing.endpoint | quote }}
- name: POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: OTEL_RESOURCE_ATTRIBUTES
  value: k8s.namespace.name={{ .Release.Namespace }},k8s.pod.name=$(POD_NAME)
{{- range $name, $value := .Values.config }}
- name: {{ $name }}
  value: {{ include "service.text" $value | quote }}
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* name=url,name=url */}}
{{- define "service.dependencies" -}}
{{- $pairs := list -}}
{{- range .Values.dependencies -}}
{{- $pairs = append $pairs (printf "%s=%s" .name .url) -}}
{{- end -}}
{{- join "," $pairs -}}
{{- end }}

{{/* name,name */}}
{{- define "service.criticalDependencies" -}}
{{- $names := list -}}
{{- range .Values.dependencies -}}
{{- if .critical -}}
{{- $names = append $names .name -}}
{{- end -}}
{{- end -}}
{{- join "," $names -}}
{{- end }}
