# The service

variable "service_name" {
  description = "Name of the service: of its chart, its release and all its objects."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([-a-z0-9]{0,28}[a-z0-9])?$", var.service_name))
    error_message = "service_name must be a DNS-1123 label that starts with a letter, at most 30 characters."
  }
}

variable "namespace" {
  description = "Kubernetes namespace that is created for the service. The alerting rules select by it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$", var.namespace))
    error_message = "namespace must be a DNS-1123 label that starts with a letter, at most 63 characters."
  }
}

variable "team" {
  description = "Team that owns the service; a label of the namespace."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$", var.team))
    error_message = "team must be a DNS-1123 label that starts with a letter, at most 40 characters."
  }
}

variable "environment" {
  description = "What the service reports as its environment: development, staging or production."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["development", "staging", "production"], var.environment)
    error_message = "environment must be development, staging or production."
  }
}

# What is deployed

variable "image_tag" {
  description = "Tag of the image; empty for the appVersion of the chart."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^([A-Za-z0-9_][A-Za-z0-9._-]{0,127})?$", var.image_tag)) && lower(var.image_tag) != "latest"
    error_message = "image_tag must be a tag that is never moved, so not latest."
  }
}

variable "image_digest" {
  description = "Digest of the image, which wins over the tag; empty for none."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(sha256:[0-9a-f]{64})?$", var.image_digest))
    error_message = "image_digest must be sha256: and 64 hexadecimal digits, or empty."
  }
}

variable "canary_enabled" {
  description = "Deploy through a canary with automated rollback; needs Argo Rollouts in the cluster."
  type        = bool
  nullable    = false
}

variable "replicas" {
  description = "Number of pods, while autoscaling is off."
  type        = number
  default     = 3
  nullable    = false

  validation {
    condition     = var.replicas >= 1 && floor(var.replicas) == var.replicas
    error_message = "replicas must be a whole number of at least 1."
  }
}

variable "autoscaling" {
  description = "Whether an autoscaler chooses the number of pods, and between which bounds."
  type = object({
    enabled      = bool
    min_replicas = optional(number, 3)
    max_replicas = optional(number, 10)
  })
  default  = { enabled = false }
  nullable = false

  validation {
    condition     = var.autoscaling.min_replicas >= 1 && var.autoscaling.max_replicas >= var.autoscaling.min_replicas
    error_message = "autoscaling.min_replicas must be at least 1, and autoscaling.max_replicas not below it."
  }
}

variable "chart_values" {
  description = "Further values for the chart, as in its values.yaml; they win over what this module sets."
  type        = any
  default     = {}
  nullable    = false

  validation {
    condition     = can(keys(var.chart_values))
    error_message = "chart_values must be an object."
  }
}

# Where it is deployed

variable "kube_config_path" {
  description = "Path of the kubeconfig file."
  type        = string
  default     = "~/.kube/config"
  nullable    = false

  validation {
    condition     = length(var.kube_config_path) > 0
    error_message = "kube_config_path must not be empty."
  }
}

variable "kube_context" {
  description = "Context in the kubeconfig, so that no environment is ever taken for another."
  type        = string
  nullable    = false

  validation {
    condition     = length(var.kube_context) > 0
    error_message = "kube_context must not be empty."
  }
}

# Grafana

variable "grafana_url" {
  description = "Address of Grafana."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^https?://[^/\\s]+", var.grafana_url))
    error_message = "grafana_url must begin with http:// or https:// and a host."
  }
}

variable "grafana_auth" {
  description = "Token of a Grafana service account that may write folders, dashboards and contact points."
  type        = string
  sensitive   = true
  nullable    = false

  validation {
    condition     = length(var.grafana_auth) > 0
    error_message = "grafana_auth must not be empty."
  }
}

variable "grafana_team_id" {
  description = "ID of the Grafana team that may edit the folder; null when only administrators may."
  type        = string
  default     = null

  validation {
    condition     = var.grafana_team_id == null ? true : can(regex("^([0-9]+:)?[0-9]+$", var.grafana_team_id))
    error_message = "grafana_team_id must be a number, or the organisation's and the team's with a colon between."
  }
}

# Who is told

variable "pager_receiver" {
  description = "Name of the contact point that wakes somebody."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$", var.pager_receiver))
    error_message = "pager_receiver must be lower-case letters, digits and hyphens, at most 63 characters."
  }
}

variable "pager_webhook_url" {
  description = "Webhook of the pager. Set it as TF_VAR_pager_webhook_url, never in a file."
  type        = string
  sensitive   = true
  nullable    = false

  validation {
    condition     = can(regex("^https://[^/\\s]+", var.pager_webhook_url))
    error_message = "pager_webhook_url must begin with https:// and a host."
  }
}

variable "ticket_receiver" {
  description = "Name of the contact point that files a ticket."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$", var.ticket_receiver)) && var.ticket_receiver != var.pager_receiver
    error_message = "ticket_receiver must be lower-case letters, digits and hyphens, at most 63 characters, and not the pager."
  }
}

variable "ticket_webhook_url" {
  description = "Webhook of the ticket system. Set it as TF_VAR_ticket_webhook_url, never in a file."
  type        = string
  sensitive   = true
  nullable    = false

  validation {
    condition     = can(regex("^https://[^/\\s]+", var.ticket_webhook_url))
    error_message = "ticket_webhook_url must begin with https:// and a host."
  }
}

variable "manage_notification_policy" {
  description = "Replace Grafana's WHOLE tree of notification policies, also those of other teams, with this service's."
  type        = bool
  default     = false
  nullable    = false
}
