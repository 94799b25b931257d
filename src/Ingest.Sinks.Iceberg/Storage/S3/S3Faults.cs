using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;

namespace Ingest.Sinks.Iceberg.Storage.S3;

/// <summary>What an S3 store's refusals mean, and what is to be done.</summary>
internal static class S3Faults
{
    private const string Account = "Look at Iceberg:AwsAccessKeyId, Iceberg:AwsSecretAccessKey, Iceberg:AwsSessionToken and what the key may do in Iceberg:S3Bucket.";
    private const string Unreached = "Look at Iceberg:S3Endpoint, the store and the network.";

    /// <summary>True when the object that is asked for does not exist.</summary>
    public static bool IsMissing(Exception fault) =>
        fault is AmazonServiceException { StatusCode: HttpStatusCode.NotFound, ErrorCode: not ("NoSuchBucket" or "NoSuchUpload") };

    /// <summary>True when an upload is finished or aborted already.</summary>
    public static bool IsOfUpload(Exception fault) => fault is AmazonServiceException { ErrorCode: "NoSuchUpload" };

    /// <summary>True when a condition of the request did not hold.</summary>
    public static bool IsOfCondition(Exception fault) => fault is AmazonServiceException { StatusCode: HttpStatusCode.PreconditionFailed };

    /// <summary>No answer in time.</summary>
    public static LakeStorageException OfTime(string location, string act, TimeSpan limit, Exception fault) => new(
        string.Create(CultureInfo.InvariantCulture, $"{location} cannot be {act}: no answer within {limit.TotalSeconds} s. {Unreached} Iceberg:S3RequestTimeout is the limit."),
        isTransient: true,
        fault);

    /// <summary>What the store, the network or the SDK said.</summary>
    public static LakeStorageException Of(string location, string act, Exception fault)
    {
        if (IsMissing(fault))
        {
            return new LakeFileNotFoundException(location, fault);
        }

        if (fault is AmazonServiceException answer && answer.StatusCode != default)
        {
            var (remedy, isTransient) = Remedy(answer.StatusCode, answer.ErrorCode);
            return new(Words(location, act, answer.StatusCode, answer.ErrorCode, remedy), isTransient, fault);
        }

        // The SDK throws its plain exception when it finds no credentials; nothing was sent.
        return fault is AmazonClientException && fault.GetBaseException() is not (IOException or HttpRequestException or SocketException)
            ? new($"{location} cannot be {act}: {fault.Message} {Account}", isTransient: false, fault)
            : new($"{location} cannot be {act}: the store cannot be reached or broke off ({fault.GetBaseException().Message}). {Unreached}", isTransient: true, fault);
    }

    private static string Words(string location, string act, HttpStatusCode status, string? code, string remedy) =>
        string.Create(CultureInfo.InvariantCulture, $"{location} cannot be {act}: the store answered {(int)status} {code}. {remedy}");

    private static (string Remedy, bool IsTransient) Remedy(HttpStatusCode status, string? code) => (code, (int)status) switch
    {
        ("SignatureDoesNotMatch", _) => ("Iceberg:AwsSecretAccessKey does not belong to Iceberg:AwsAccessKeyId: correct it.", false),
        ("InvalidAccessKeyId", _) => ("The store does not know Iceberg:AwsAccessKeyId: correct it.", false),
        ("ExpiredToken" or "InvalidToken" or "TokenRefreshRequired", _) => ("Iceberg:AwsSessionToken is not valid any more: renew it with its key.", false),
        ("RequestTimeTooSkewed", _) => ("This machine's clock and the store's differ: set it.", false),
        ("NoSuchBucket", _) => ("Make the bucket, or correct Iceberg:S3Bucket.", false),
        ("NoSuchUpload", _) => ("The store, or a rule of its, has aborted the upload: it must be written anew.", true),
        ("PermanentRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException", _) => ("The bucket is elsewhere: correct Iceberg:AwsRegion and Iceberg:S3Endpoint.", false),
        ("XAmzContentSHA256Mismatch" or "InvalidChecksum", _) => ("The store does not know the SDK's checksums: set Iceberg:S3Checksums to WhenRequired.", false),
        ("NotImplemented", _) => ("The store lacks what was asked: try Iceberg:S3Checksums WhenRequired, or Iceberg:S3ConditionalPut false.", false),
        ("RequestTimeout" or "ConditionalRequestConflict" or "OperationAborted", _) => ("It passes.", true),
        (_, 401 or 403) => (Account, false),
        (_, 301 or 307) => ("The bucket is elsewhere: correct Iceberg:AwsRegion and Iceberg:S3Endpoint.", false),
        (_, 408 or 429 or >= 500) => ("It is the store's and passes; look at the store if it lasts.", true),
        _ => ("Look at Iceberg:S3Endpoint: it may be no S3 store, or refuse this request.", false),
    };
}
