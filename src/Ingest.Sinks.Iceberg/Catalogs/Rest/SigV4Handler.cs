using Amazon.Runtime;

namespace Ingest.Sinks.Iceberg.Catalogs.Rest;

/// <summary>Signs each request with the credentials that are right at the time: those of a role change within the hour.</summary>
/// <param name="signer">What signs.</param>
/// <param name="credentials">The credentials, or where the SDK finds them.</param>
/// <param name="time">The clock.</param>
/// <param name="inner">What sends.</param>
internal sealed class SigV4Handler(SigV4Signer signer, Lazy<AWSCredentials> credentials, TimeProvider time, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is { } content ? await content.ReadAsByteArrayAsync(cancellationToken) : [];
        var key = await KeyAsync();
        signer.Sign(request, body, key, time.GetUtcNow());
        return await base.SendAsync(request, cancellationToken);
    }

    private async Task<AwsKey> KeyAsync()
    {
        try
        {
            var found = await credentials.Value.GetCredentialsAsync();
            return new AwsKey(found.AccessKey, found.SecretKey, found.Token);
        }
        catch (Exception fault) when (fault is AmazonClientException or AmazonServiceException or HttpRequestException or IOException or InvalidOperationException)
        {
            throw new CatalogException(
                "There are no credentials of Amazon to sign requests with. Remedy: set Iceberg:AwsAccessKeyId and Iceberg:AwsSecretAccessKey, or give the process a profile or a role.", fault);
        }
    }
}
