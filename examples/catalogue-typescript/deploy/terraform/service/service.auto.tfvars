# The same in every environment; Terraform reads this file by itself.
service_name    = "catalogue"
namespace       = "catalogue"
team            = "platform"
pager_receiver  = "platform-pager"
ticket_receiver = "platform-tickets"
