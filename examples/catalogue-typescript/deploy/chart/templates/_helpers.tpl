{{/*
Objects are named after the chart, not after the release: rules, dashboards and runbooks refer to them by
that name, and one namespace holds one release of a service.
*/}}

{{/* What pods are selected by. Selectors are immutable: never add a label here. */}}
{{- define "service.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* The version that logs, spans and build_info report: the image's tag, else the chart's appVersion. */}}
{{- define "service.version" -}}
{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{/* Labels of pods: what says which service, whose, and at which version. */}}
{{- define "service.podLabels" -}}
{{ include "service.selectorLabels" . }}
app.kubernetes.io/version: {{ include "service.version" . | trunc 63 | trimAll "-_." | quote }}
{{- with .Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Labels of all other objects. */}}
{{- define "service.labels" -}}
{{ include "service.podLabels" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimAll "-_." }}
{{- end }}

{{/* Labels of what the monitoring stack picks up: its own selectors may ask for more. */}}
{{- define "service.monitoringLabels" -}}
{{ include "service.labels" . }}
{{- with .Values.monitoring.labels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* The image: by digest when one is given, else by tag. */}}
{{- define "service.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ include "service.version" $ }}
{{- end -}}
{{- end -}}
{{- end }}

{{/* The kind of the workload, for what refers to it. */}}
{{- define "service.workloadKind" -}}
{{ ternary "Rollout" "Deployment" .Values.canary.enabled }}
{{- end }}

{{/* The fewest pods there ever are, unless something is wrong. */}}
{{- define "service.minReplicas" -}}
{{ ternary .Values.autoscaling.minReplicas .Values.replicas .Values.autoscaling.enabled }}
{{- end }}

{{/* Seconds between SIGTERM's announcement and SIGKILL: everything a clean shutdown may take, and a margin. */}}
{{- define "service.gracePeriodSeconds" -}}
{{- with .Values.shutdown -}}
{{ add .preStopSleepSeconds .drainDelaySeconds .timeoutSeconds .marginSeconds }}
{{- end -}}
{{- end }}

{{/* A value as text; numbers without the exponent that Helm prints from a million on. */}}
{{- define "service.text" -}}
{{- if kindIs "string" . }}{{ . }}{{ else }}{{ toJson . }}{{ end -}}
{{- end }}

{{/* Pod and container security contexts that the "restricted" Pod Security Standard accepts. */}}
{{- define "service.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "service.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}
