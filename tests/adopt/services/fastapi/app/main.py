"""The price list's HTTP interface."""

import uvicorn
from fastapi import FastAPI, HTTPException

app = FastAPI(title="Price list")
PRICES = {"bolt": 12, "nut": 7}


@app.get("/prices/{sku}")
def price(sku: str) -> dict[str, int]:
    """Price of one thing, in cents."""
    if sku not in PRICES:
        raise HTTPException(404)
    return {"cents": PRICES[sku]}


if __name__ == "__main__":
    uvicorn.run(
        app,
        host="0.0.0.0",  # noqa: S104 - within its container
        port=8123,
    )
