using System.Net;
using System.Net.Http.Headers;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;

namespace Ingest.Sinks.Iceberg.Catalogs.Rest;

/// <summary>Makes the clients of REST catalogs: where they ask, and how they say who they are.</summary>
internal static class RestClients
{
    private const string GlueService = "glue";
    private const long AnswerBytesMax = 256L * 1024 * 1024;

    // A commit of a table with a long history is written by the catalog, to a store that may be slow.
    private static readonly TimeSpan AnswerTimeMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ConnectTimeMax = TimeSpan.FromSeconds(10);

    // A name that points elsewhere by now is followed after this time.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>For a server of <c>Iceberg:CatalogType</c> rest.</summary>
    public static HttpClient ForServer(CatalogOptions options, TimeProvider time)
    {
        var root = Root(options.CatalogUri);
        if (options.BearerToken is { } token)
        {
            var client = Client(root, Sender());
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            return client;
        }

        if (options.CatalogCredentials.Split(':', 2) is not [var id, var secret])
        {
            return Client(root, Sender());
        }

        var tokens = options.CatalogOAuth2ServerUri.Length > 0 ? new Uri(options.CatalogOAuth2ServerUri) : new Uri(root, "v1/oauth/tokens");
        return Client(root, new OAuth2Handler(tokens, (id, secret), options.CatalogScope, time, Sender()));
    }

    /// <summary>For <c>Iceberg:CatalogType</c> glue.</summary>
    public static HttpClient ForGlue(CatalogOptions options, TimeProvider time)
    {
        // In China it is another domain.
        var domain = options.AwsRegion.StartsWith("cn-", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com";
        var root = Root(options.CatalogUri.Length > 0 ? options.CatalogUri : $"https://glue.{options.AwsRegion}.{domain}/iceberg");
        var credentials = new Lazy<AWSCredentials>(() => CredentialsOf(options));
        return Client(root, new SigV4Handler(new SigV4Signer(options.AwsRegion, GlueService), credentials, time, Sender()));
    }

    private static AWSCredentials CredentialsOf(CatalogOptions options) => options switch
    {
        { AwsAccessKeyId.Length: 0 } => DefaultAWSCredentialsIdentityResolver.GetCredentials(),
        { AwsSessionToken.Length: > 0 } => new SessionAWSCredentials(options.AwsAccessKeyId, options.AwsSecretAccessKey, options.AwsSessionToken),
        _ => new BasicAWSCredentials(options.AwsAccessKeyId, options.AwsSecretAccessKey),
    };

    private static Uri Root(string address) => new(address.TrimEnd('/') + "/");

    private static HttpClient Client(Uri root, HttpMessageHandler handler) => new(handler)
    {
        BaseAddress = root,
        Timeout = AnswerTimeMax,
        MaxResponseContentBufferSize = AnswerBytesMax,
    };

    private static SocketsHttpHandler Sender() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = ConnectTimeMax,
        PooledConnectionLifetime = ConnectionLifetime,
    };
}
