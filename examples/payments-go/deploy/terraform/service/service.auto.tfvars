# The same in every environment; Terraform reads this file by itself.
service_name    = "payments"
namespace       = "payments"
team            = "money"
pager_receiver  = "money-pager"
ticket_receiver = "money-tickets"
