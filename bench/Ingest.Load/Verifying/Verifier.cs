using Ingest.Load.Running;

namespace Ingest.Load.Verifying;

/// <summary>Waits until what was acknowledged has arrived, or nothing more arrives.</summary>
internal sealed class Verifier(ClickHouseReader reader, TimeSpan patience, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Counts until all is there, or nothing has come for as long as the patience says.</summary>
    /// <param name="run">A marked run.</param>
    /// <param name="progress">Told how many have come so far, roughly.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="LoadException">ClickHouse cannot be asked.</exception>
    public async Task<Verification> VerifyAsync(LoadResult run, Action<long> progress, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var (most, grewAt) = (-1L, started);
        while (true)
        {
            var rough = await reader.CountRoughlyAsync(run, cancellationToken);
            progress(rough);
            if (rough > most)
            {
                (most, grewAt) = (rough, time.GetTimestamp());
            }

            var isOver = time.GetElapsedTime(grewAt) >= patience;
            if (rough >= run.Whole.EventsAcknowledged || isOver)
            {
                var verification = Verification.Of(run, await reader.CountAsync(run, cancellationToken), time.GetElapsedTime(started).TotalSeconds);
                if (verification.Holds || isOver)
                {
                    return verification;
                }
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }
}
