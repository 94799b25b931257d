using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace Ingest.Sinks.Iceberg.Storage.S3;

/// <summary>
/// The connections to the store. Bodies are sent without asking first: a store that refuses a request before it has read the body that follows takes
/// the rest for the next request, as radosgw does with 405.
/// </summary>
internal sealed class S3Http : HttpClientFactory, IDisposable
{
    private static readonly TimeSpan ConnectionAgeMax = TimeSpan.FromMinutes(5);

    private readonly HttpClient _client = new(new Unasked(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,

        // A store behind names that change is found again.
        PooledConnectionLifetime = ConnectionAgeMax,
    }))
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>A client over these connections, which outlive it.</summary>
    public AmazonS3Client Connect(S3Options options)
    {
        var config = new AmazonS3Config
        {
            HttpClientFactory = this,
            ForcePathStyle = options.UsesPathStyle,
            RequestChecksumCalculation = options.ChecksumsOrDefault is S3Checksums.WhenRequired ? RequestChecksumCalculation.WHEN_REQUIRED : RequestChecksumCalculation.WHEN_SUPPORTED,
            ResponseChecksumValidation = options.ChecksumsOrDefault is S3Checksums.WhenRequired ? ResponseChecksumValidation.WHEN_REQUIRED : ResponseChecksumValidation.WHEN_SUPPORTED,

            // S3Requests counts both, for every request alike.
            MaxErrorRetry = 0,
            MaxStaleConnectionRetries = 0,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (options.Endpoint is null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }
        else
        {
            config.ServiceURL = options.Endpoint.ToString();
            config.AuthenticationRegion = options.Region;
        }

        return (options.AccessKey, options.SessionToken) switch
        {
            ("", _) => new AmazonS3Client(config),
            (_, "") => new AmazonS3Client(new BasicAWSCredentials(options.AccessKey, options.SecretKey), config),
            _ => new AmazonS3Client(new SessionAWSCredentials(options.AccessKey, options.SecretKey, options.SessionToken), config),
        };
    }

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose() => _client.Dispose();

    private sealed class Unasked(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.ExpectContinue = false;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
