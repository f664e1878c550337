module git.shop.example/checkout/basket/v2

go 1.24
