"""Signs that several items share: spans of requests and of calls, and the calls themselves."""

from scaffold.clues.sign import Sign
from scaffold.clues.source import Kind

AGENTS = (
    Sign(
        Kind.START,
        r"\bopentelemetry-instrument\b|auto-instrumentations-node/register"
        r"|-javaagent:\S*opentelemetry",
        "OpenTelemetry is started around the service",
    ),
    Sign(
        Kind.DEPLOY,
        r"instrumentation\.opentelemetry\.io/inject-\w+[\"']?:|-javaagent:\S*opentelemetry",
        "OpenTelemetry is started around the service",
    ),
    Sign(
        Kind.JAVASCRIPT,
        r"\bgetNodeAutoInstrumentations\(",
        "OpenTelemetry instruments the libraries of Node",
    ),
    Sign(
        Kind.BUILD,
        r"micrometer-tracing-bridge-otel|opentelemetry-spring-boot-starter|quarkus-opentelemetry",
        "Spring or Quarkus traces with OpenTelemetry",
    ),
)
"""What traces requests and calls alike."""

SERVER_SPANS = (
    Sign(
        Kind.PYTHON,
        r"\bOpenTelemetryMiddleware\(",
        "each request becomes a span",
        needs=r"^[ \t]*from opentelemetry\b",
    ),
    Sign(
        Kind.PYTHON,
        r"\b(?:FastAPI|Flask|Django|Starlette|AioHttpServer|Falcon|Tornado|Pyramid)Instrumentor"
        r"(?:\(\))?\.instrument(?:_app)?\(|\bGrpc(?:Aio)?InstrumentorServer\(",
        "each request becomes a span",
    ),
    Sign(
        Kind.GO,
        r"\botelhttp\.New(?:Middleware|Handler)\(|\botel(?:gin|chi|mux|echo|fiber)\.\w*Middleware\("
        r"|\botelgrpc\.(?:NewServerHandler|(?:Unary|Stream)ServerInterceptor)\(",
        "each request becomes a span",
    ),
    Sign(
        Kind.JAVASCRIPT,
        r"\bnew (?:HttpInstrumentation|FastifyInstrumentation|ExpressInstrumentation"
        r"|FastifyOtelInstrumentation|NestInstrumentation)\(|\bSpanKind\.SERVER\b",
        "each request becomes a span",
        needs=r"[\"']@(?:opentelemetry|fastify/otel)",
    ),
    Sign(Kind.JAVA, r"\bSpanKind\.SERVER\b", "each request becomes a span"),
)
"""What makes a span of each request."""

CLIENT_SPANS = (
    Sign(
        Kind.PYTHON,
        r"\b(?:HTTPX2?|Requests|AioHttp|URLLib3?)\w*Instrumentor(?:\(\))?\.instrument(?:_client)?\("
        r"|\bGrpc(?:Aio)?InstrumentorClient\(",
        "calls hand the trace on",
    ),
    Sign(
        Kind.PYTHON,
        r"\binject\(",
        "calls hand the trace on",
        needs=r"^[ \t]*(?:from|import) opentelemetry\b.*\b(?:propagat|inject)",
    ),
    Sign(
        Kind.GO,
        r"\botelhttp\.(?:NewTransport|DefaultClient|Get|Post)\b"
        r"|\botelgrpc\.(?:NewClientHandler|(?:Unary|Stream)ClientInterceptor)\("
        r"|\.Inject\([^)]{0,200}propagation\.",
        "calls hand the trace on",
    ),
    Sign(
        Kind.JAVASCRIPT,
        r"\bpropagat(?:ion|or)\.inject\(|\bnew (?:UndiciInstrumentation|HttpInstrumentation)\(",
        "calls hand the trace on",
    ),
)
"""What hands a trace on to the services that are called."""

CALLS = (
    Sign(
        Kind.PYTHON,
        r"\brequests\.(?:get|post|put|patch|delete|request|Session)\(|\burllib\.request\.urlopen\("
        r"|\bhttpx2?\.(?:get|post|put|patch|delete|request|Client|AsyncClient)\("
        r"|\baiohttp\.ClientSession\(|\bgrpc\.(?:aio\.)?(?:in)?secure_channel\(",
        "another service is called",
    ),
    Sign(
        Kind.GO,
        r"\bhttp\.(?:Get|Post|PostForm|Head|DefaultClient|NewRequest(?:WithContext)?)\b"
        r"|\bhttp\.Client\{|\bgrpc\.(?:Dial|DialContext|NewClient)\(|\bresty\.New\(",
        "another service is called",
        unless=r"httptest",
    ),
    Sign(
        Kind.JAVASCRIPT,
        r"(?<![.\w])fetch\(|\baxios(?:\.\w+)?\(|(?<![.\w])got(?:\.\w+)?\(|\bnew GrpcClient\("
        r"|\bhttps?\.(?:request|get)\(|\bthis\.http(?:Service)?\.(?:get|post|put|patch|delete)\("
        r"|\bcredentials\.create(?:Insecure|Ssl)\(",
        "another service is called",
    ),
    Sign(
        Kind.JAVA,
        r"\bnew RestTemplate\(|(?<!\.)\bRestTemplateBuilder\b|\bWebClient\.(?:builder|create)\("
        r"|\bRestClient\.(?:builder|create)\(|\bHttpClient\.newHttpClient\(|\bnew OkHttpClient\b"
        r"|@FeignClient\b|@RegisterRestClient\b|\bManagedChannelBuilder\.for",
        "another service is called",
    ),
)
"""What calls another service, by HTTP or gRPC."""

NO_CALLS = "no call of another service, by HTTP or gRPC, was found"
