variable "environment" {
  description = "Which environment this cluster is: dev, staging or prod; chooses deploy/environments/."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "environment must be dev, staging or prod."
  }
}

variable "team" {
  description = "Team that runs the platform; a label of everything, and the owner of the default receivers."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$", var.team))
    error_message = "team must be a DNS-1123 label that starts with a letter, at most 40 characters."
  }
}

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

variable "grafana_url" {
  description = "Address at which Terraform reaches Grafana."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^https?://[^/\\s]+", var.grafana_url))
    error_message = "grafana_url must begin with http:// or https:// and a host."
  }
}

variable "grafana_admin_password" {
  description = "Password of Grafana's administrator. Set it as TF_VAR_grafana_admin_password, never in a file."
  type        = string
  sensitive   = true
  nullable    = false

  validation {
    condition     = length(var.grafana_admin_password) >= 16
    error_message = "grafana_admin_password must have at least 16 characters."
  }
}

variable "receiver_urls" {
  description = "Webhook of each receiver of Alertmanager, by its name. Set it as TF_VAR_receiver_urls, never in a file."
  type        = map(string)
  sensitive   = true
  nullable    = false

  validation {
    condition     = alltrue([for url in values(var.receiver_urls) : can(regex("^https://[^/\\s]+", url))])
    error_message = "receiver_urls must begin with https:// and a host."
  }
}

variable "secrets_revision" {
  description = "Raise it by one when a secret has changed: Terraform cannot compare what it does not keep."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.secrets_revision >= 1 && floor(var.secrets_revision) == var.secrets_revision
    error_message = "secrets_revision must be a whole number of at least 1."
  }
}
