{{/*
PromQL of the burn rate of the canary's pods: the ratio of bad requests to all, over the error budget. A ratio
over fewer requests than minimumRequests is left out, because one failure in it would weigh too much.
Each takes a dict of selector (label matchers), slo (its values) and window.
*/}}
{{- define "service.availabilityBurnRate" -}}
{{- $all := printf `http_requests_total{%s}[%s]` .selector .window -}}
{{- $bad := printf `http_requests_total{%s, status=~"%s"}[%s]` .selector .slo.badStatus .window -}}
(
  (
    sum by (namespace, job) (rate({{ $bad }}))
    or
    0 * sum by (namespace, job) (rate({{ $all }}))
  )
  /
  sum by (namespace, job) (rate({{ $all }}))
)
/
(1 - {{ toJson .slo.objective }})
and
sum by (namespace, job) (increase({{ $all }})) >= {{ .slo.minimumRequests }}
{{- end }}

{{- define "service.latencyBurnRate" -}}
{{- $counted := printf `%s, status!~"%s"` .selector .slo.ignoredStatus -}}
{{- $all := printf `http_request_duration_seconds_count{%s}[%s]` $counted .window -}}
{{- $fast := printf `http_request_duration_seconds_bucket{%s, le="%s"}[%s]` $counted (toJson .slo.thresholdSeconds) .window -}}
(
  1
  -
  sum by (namespace, job) (rate({{ $fast }}))
  /
  sum by (namespace, job) (rate({{ $all }}))
)
/
(1 - {{ toJson .slo.objective }})
and
sum by (namespace, job) (increase({{ $all }})) >= {{ .slo.minimumRequests }}
{{- end }}
