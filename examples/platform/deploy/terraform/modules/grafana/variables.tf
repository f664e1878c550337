variable "folder" {
  description = "Title of the folder that holds the platform's dashboards."
  type        = string
  default     = "Platform"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9-]{0,38}$", var.folder))
    error_message = "folder must be letters, digits and hyphens, at most 39 characters: its UID is made from it."
  }
}

variable "dashboards_folder" {
  description = "Folder with one JSON file for each dashboard."
  type        = string
  nullable    = false

  validation {
    condition     = length(fileset(var.dashboards_folder, "*.json")) > 0
    error_message = "dashboards_folder must be a folder that holds *.json."
  }
}

variable "data_sources_file" {
  description = "File with Grafana's data sources, as a list in YAML."
  type        = string
  nullable    = false

  validation {
    condition     = can([for source in yamldecode(file(var.data_sources_file)) : source.uid])
    error_message = "data_sources_file must be a YAML list of data sources with a uid each."
  }
}

variable "contact_points" {
  description = "Webhook of each contact point, by its name."
  type        = map(string)
  sensitive   = true
  nullable    = false

  validation {
    condition     = alltrue([for url in values(var.contact_points) : can(regex("^https://[^/\\s]+", url))])
    error_message = "contact_points must begin with https:// and a host."
  }
}
