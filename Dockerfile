# Ingest without the embedded engine: docker-compose.yml gives it a real clickhouse-server.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
RUN apt-get update && apt-get install -y --no-install-recommends nodejs npm && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
# The engine is 534 MB that this image does not use; all else is needed by the build, the bundler's own optional package for the platform too.
RUN cd native && npm pkg delete optionalDependencies && npm install --no-audit --no-fund && touch node_modules/.installed
RUN dotnet publish src/Ingest -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/* \
    && mkdir /data && chown app:app /data
WORKDIR /app
COPY --from=build /app .
USER app
VOLUME /data
EXPOSE 8080
ENV INGEST__Server__DataPath=/data INGEST__Server__Urls=http://*:8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s CMD curl -fsS http://127.0.0.1:8080/health/ready || exit 1
ENTRYPOINT ["dotnet", "ingest.dll"]
CMD ["serve"]
