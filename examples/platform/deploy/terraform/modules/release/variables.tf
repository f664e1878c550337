variable "name" {
  description = "Name of the Helm release."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([-a-z0-9]{0,51}[a-z0-9])?$", var.name))
    error_message = "name must be a DNS-1123 label that starts with a letter, at most 53 characters."
  }
}

variable "namespace" {
  description = "Kubernetes namespace that it is released into; it must exist."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$", var.namespace))
    error_message = "namespace must be a DNS-1123 label that starts with a letter, at most 63 characters."
  }
}

variable "chart" {
  description = "Repository, name and exact version of the chart."
  type = object({
    repository = string
    name       = string
    version    = string
  })
  nullable = false

  validation {
    condition     = can(regex("^(https|oci)://", var.chart.repository))
    error_message = "chart.repository must begin with https:// or oci://."
  }

  validation {
    condition     = can(regex("^[0-9]+[.][0-9]+[.][0-9]+$", var.chart.version))
    error_message = "chart.version must be an exact version such as 1.2.3: a range would change what is deployed by itself."
  }
}

variable "values" {
  description = "Values for the chart as YAML documents; the later ones win."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for document in var.values : can(keys(yamldecode(document)))])
    error_message = "values must be YAML documents that are mappings."
  }
}
