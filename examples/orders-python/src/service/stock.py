"""Whether an article is in stock: asked of the first dependency, or known in memory."""

from typing import Protocol
from urllib.parse import quote

from fastapi import APIRouter
from pydantic import BaseModel

from service.client import DependencyClient, DependencyError

NOT_FOUND = 404
OK = 200


class Availability(BaseModel):
    """The answer of `GET /stock/{sku}`."""

    sku: str
    available: bool


class Stock(Protocol):
    """Knows what is available."""

    async def is_available(self, sku: str) -> bool:
        """Say whether `sku` can be ordered."""


class MemoryStock:
    """Everything is available but what was sold out: a stand-in for a real inventory."""

    def __init__(self, sold_out: frozenset[str] = frozenset({"sold-out"})) -> None:
        self._sold_out = sold_out

    async def is_available(self, sku: str) -> bool:
        """Look into the set."""
        return sku not in self._sold_out


class DependencyStock:
    """Asks the dependency that keeps the stock."""

    def __init__(self, client: DependencyClient) -> None:
        self._client = client

    async def is_available(self, sku: str) -> bool:
        """Ask; an unknown article is not available.

        Raises:
            DependencyError: if there is no answer, or it makes no sense.
        """
        answer = await self._client.request("GET", f"/stock/{quote(sku, safe='')}")
        if answer.status_code == NOT_FOUND:
            return False
        if answer.status_code != OK:
            raise DependencyError(self._client.name, f"answered {answer.status_code}")
        try:
            return Availability.model_validate_json(answer.content).available
        except ValueError as error:
            raise DependencyError(self._client.name, "answered nonsense") from error


def stock_routes(stock: Stock) -> APIRouter:
    """Build the routes under `/stock`."""
    router = APIRouter()

    @router.get("/stock/{sku}")
    async def read_stock(sku: str) -> Availability:
        return Availability(sku=sku, available=await stock.is_available(sku))

    return router
