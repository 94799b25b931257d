using System.Net;
using System.Net.Sockets;

namespace Ingest.Load.Running;

/// <summary>Runs a plan.</summary>
public static class LoadRun
{
    /// <summary>How many numbers of events of unknown outcome are kept for verifying: so many still fit into one query.</summary>
    public const int UnknownNumbersMax = 10_000;

    /// <summary>Sends what the plan says and waits for the last replies.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="progress">Told every second, on a thread of the pool; null for nobody.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the run early, with the results so far.</param>
    /// <exception cref="LoadException">The plan is wrong, the target cannot be reached, or it takes nothing at all.</exception>
    /// <exception cref="OperationCanceledException">It was ended before anything was sent.</exception>
    public static async Task<LoadResult> RunAsync(LoadPlan plan, Action<LoadProgress>? progress, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(time);
        plan.Require();
        var shared = new RunShared(plan, new RunClock(time), await FindAsync(plan.Target, cancellationToken));
        var generators = Enumerable.Range(0, plan.Threads).Select(thread => new Generator(shared, thread)).ToArray();
        try
        {
            return await RunAsync(shared, generators, new Timeline(shared, progress), time, cancellationToken);
        }
        finally
        {
            shared.IsAbandoned = true;
            shared.Clock.Stop();
            await Task.WhenAll(generators.Select(generator => generator.Ended));
            Array.ForEach(generators, generator => generator.Dispose());
        }
    }

    private static async Task<LoadResult> RunAsync(RunShared shared, Generator[] generators, Timeline timeline, TimeProvider time, CancellationToken cancellationToken)
    {
        // Before the threads start: they end by themselves when the kernel refuses.
        var done = Task.WhenAll(generators.Select(generator => generator.Done));
        Array.ForEach(generators, generator => generator.Start());
        await Task.WhenAll(generators.Select(generator => generator.Opened)).WaitAsync(cancellationToken);
        shared.Clock.Start(shared.Plan);
        var startedAt = time.GetUtcNow() + shared.Plan.WarmUp;
        await using var stopping = cancellationToken.Register(shared.Clock.Stop);
        var closing = CloseAsync(shared, done);
        await timeline.ReadAsync();
        await closing;
        var (begin, end) = generators[0].Cpu;
        return timeline.ToResult(startedAt, (end - begin).TotalSeconds);
    }

    private static async Task CloseAsync(RunShared shared, Task done)
    {
        try
        {
            await done;
        }
        finally
        {
            shared.Tallies.Writer.Complete();
        }
    }

    private static async Task<IPEndPoint> FindAsync(Uri target, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(target.DnsSafeHost, cancellationToken);
            var address = addresses.FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0];
            return new IPEndPoint(address, target.Port);
        }
        catch (SocketException unknown)
        {
            throw new LoadException($"The host of {target} is not known: {unknown.Message}. Give --url an address such as http://127.0.0.1:8080.");
        }
    }
}
