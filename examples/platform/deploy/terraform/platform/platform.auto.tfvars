# The same in every environment; Terraform reads this file by itself.
team = "platform"
