{{/* What a Deployment and a Rollout have in common: everything but the strategy. */}}
{{- define "service.workload" -}}
{{- if not .Values.autoscaling.enabled }}
replicas: {{ .Values.replicas }}
{{- end }}
revisionHistoryLimit: 5
minReadySeconds: {{ .Values.minReadySeconds }}
progressDeadlineSeconds: {{ .Values.progressDeadlineSeconds }}
selector:
  matchLabels:
    {{- include "service.selectorLabels" . | nindent 4 }}
template:
  metadata:
    labels:
      {{- include "service.podLabels" . | nindent 6 }}
    annotations:
      kubectl.kubernetes.io/default-container: service
      {{- with .Values.podAnnotations }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
  spec:
    {{- include "service.podSpec" . | nindent 4 }}
{{- end }}

{{- define "service.podSpec" -}}
serviceAccountName: {{ .Chart.Name }}
automountServiceAccountToken: false
enableServiceLinks: false
terminationGracePeriodSeconds: {{ include "service.gracePeriodSeconds" . }}
securityContext:
  {{- include "service.podSecurityContext" . | nindent 2 }}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
containers:
  - name: service
    image: {{ include "service.image" . | quote }}
    imagePullPolicy: {{ .Values.image.pullPolicy }}
    securityContext:
      {{- include "service.containerSecurityContext" . | nindent 6 }}
    ports:
      - name: http
        containerPort: {{ .Values.port }}
        protocol: TCP
    env:
      {{- include "service.environment" . | nindent 6 }}
    startupProbe:
      httpGet:
        path: /startupz
        port: http
      {{- toYaml .Values.probes.startup | nindent 6 }}
    livenessProbe:
      httpGet:
        path: /livez
        port: http
      {{- toYaml .Values.probes.liveness | nindent 6 }}
    readinessProbe:
      httpGet:
        path: /readyz
        port: http
      {{- toYaml .Values.probes.readiness | nindent 6 }}
    lifecycle:
      # Endpoints are removed while the pod sleeps, so that SIGTERM finds it without new connections.
      preStop:
        sleep:
          seconds: {{ .Values.shutdown.preStopSleepSeconds }}
    resources:
      {{- toYaml .Values.resources | nindent 6 }}
    volumeMounts:
      # A directory, not a subPath: a changed flag reaches running pods without a rollout.
      - name: flags
        mountPath: /etc/service/flags
        readOnly: true
      - name: tmp
        mountPath: /tmp
volumes:
  - name: flags
    configMap:
      name: {{ .Chart.Name }}-flags
  - name: tmp
    emptyDir:
      sizeLimit: 64Mi
topologySpreadConstraints:
  {{- include "service.topologySpread" . | trim | nindent 2 }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* Zones first, then nodes; each revision is spread for itself. */}}
{{- define "service.topologySpread" -}}
{{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
- topologyKey: {{ . }}
  maxSkew: 1
  whenUnsatisfiable: ScheduleAnyway
  matchLabelKeys: [{{ ternary "rollouts-pod-template-hash" "pod-template-hash" $.Values.canary.enabled }}]
  labelSelector:
    matchLabels:
      {{- include "service.selectorLabels" $ | nindent 6 }}
{{- end }}
{{- end }}
