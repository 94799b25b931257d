using Amazon.Runtime;

namespace Ingest.Sinks.Iceberg.Storage.S3;

/// <summary>Sends requests: each within the time limit, and again after a fault that may pass, so many times and with growing pauses.</summary>
internal sealed class S3Requests(S3Options options, TimeProvider time)
{
    private static readonly TimeSpan DelayMin = TimeSpan.FromMilliseconds(100);

    /// <summary>Sends one request, and again while that helps.</summary>
    /// <param name="location">What it is about.</param>
    /// <param name="act">What is done, as in "cannot be …".</param>
    /// <param name="attempt">Sends it once. Must be free to be called again.</param>
    /// <param name="cancellationToken">Ends it, the pauses too.</param>
    /// <exception cref="LakeStorageException">The last fault.</exception>
    public async Task<T> RunAsync<T>(string location, string act, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        for (var retries = 0; ; retries++)
        {
            using var limit = new CancellationTokenSource(options.RequestTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                // The SDK reads the ends of some answers without heeding its token.
                return await attempt(either.Token).WaitAsync(either.Token);
            }
            catch (Exception fault) when (fault is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or OperationCanceledException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var said = limit.IsCancellationRequested ? S3Faults.OfTime(location, act, options.RequestTimeout, fault) : S3Faults.Of(location, act, fault);
                if (!said.IsTransient || retries >= options.RetriesMax)
                {
                    throw said;
                }
            }

            await Task.Delay(DelayAfter(retries), time, cancellationToken);
        }
    }

    // Half of it by chance: writers that were refused together do not come back together.
    private TimeSpan DelayAfter(int retries)
    {
        var delay = DelayMin * Math.Pow(2, retries);
        return (delay < options.RetryDelayMax ? delay : options.RetryDelayMax) * (0.5 + (Random.Shared.NextDouble() / 2));
    }
}
