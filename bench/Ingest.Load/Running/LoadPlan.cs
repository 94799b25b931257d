namespace Ingest.Load.Running;

/// <summary>When the requests of an open loop are sent.</summary>
public enum ArrivalPattern
{
    /// <summary>Independent of each other, as visitors come: exponential gaps.</summary>
    Poisson,

    /// <summary>Equal gaps.</summary>
    Fixed,
}

/// <summary>What a run sends, where to, and for how long.</summary>
public sealed record LoadPlan
{
    private const int ConnectionsCeiling = 60_000;
    private const int BatchCeiling = 10_000;
    private const int ThreadsCeiling = 64;
    private const int QueueCeiling = 10_000_000;
    private const int VisitorsCeiling = 100_000_000;
    private const int MarkerLengthMax = 50;
    private const double RateCeiling = 5_000_000;
    private static readonly TimeSpan TimeCeiling = TimeSpan.FromDays(1);

    /// <summary>The server, as <c>http://host:port</c>; a path in front of <c>/api/send</c> is kept. TLS is not spoken.</summary>
    public required Uri Target { get; init; }

    /// <summary>Website ids that events name, evenly; at least one.</summary>
    public required IReadOnlyList<Guid> Sites { get; init; }

    /// <summary>Connections, each with at most one request under way. 256 by default: a server behind a proxy sees about as many.</summary>
    public int Connections { get; init; } = 256;

    /// <summary>Requests a second to send whatever the server does (open loop); null, the default, sends as soon as a reply is there (closed loop).</summary>
    public double? Rate { get; init; }

    /// <summary>When the requests of an open loop are sent.</summary>
    public ArrivalPattern Arrivals { get; init; } = ArrivalPattern.Poisson;

    /// <summary>Events in a request: 1, the default, goes to <c>/api/send</c>, more to <c>/api/batch</c>.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>How long is measured, in whole seconds.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long is sent before anything is measured. 5 s by default: a server compiles its hot path in about three.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Decides every visitor and every message: each connection sends the same ones in the same order for the same seed and plan.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>People who may come back later. 10,000 by default.</summary>
    public int Visitors { get; init; } = 10_000;

    /// <summary>True to send one same page view of one visitor, without tokens: for comparing with other generators.</summary>
    public bool IsSimple { get; init; }

    /// <summary>True to take every 2xx for an acknowledgement of all events, whatever its body says: for servers that do not speak Umami.</summary>
    public bool TakesAnyReply { get; init; }

    /// <summary>Threads of the generator, each with its share of the connections. 1 by default: one feeds more than a server on as many cores takes.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Requests of an open loop that may wait for a connection; what comes beyond is not sent, and counted. 100,000 by default.</summary>
    public int QueueMax { get; init; } = 100_000;

    /// <summary>How long a reply may take before its connection is given up, its events being unknown. 30 s by default.</summary>
    public TimeSpan ReplyLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// <c>tag</c> of every message, which then carries a number in its query too, so that loss and duplication can be told; empty, the default, for none.
    /// </summary>
    public string Marker { get; init; } = "";

    /// <summary>What is wrong with the plan, all faults together, each with its remedy; empty when nothing is.</summary>
    public IEnumerable<string> Validate()
    {
        if (!Target.IsAbsoluteUri || Target.Scheme != Uri.UriSchemeHttp)
        {
            yield return $"The target '{Target}' cannot be loaded: give an address such as http://127.0.0.1:8080. TLS is not spoken: load the server behind the proxy that ends it.";
        }

        if (Sites.Count == 0 || Sites.Contains(Guid.Empty))
        {
            yield return "There is no website to send to: give --website-id, repeated for several. 'ingest serve' prints the id of its first site, 'ingest site add' makes another.";
        }

        foreach (var fault in ValidateNumbers().Concat(ValidateTimes()))
        {
            yield return fault;
        }

        if (Marker.Length > MarkerLengthMax || !Marker.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            yield return $"The marker '{Marker}' is no tag: use at most {MarkerLengthMax} letters, digits and '-'.";
        }

        if (IsSimple && Marker.Length > 0)
        {
            yield return "--simple sends one same message, which cannot be told from its copies: leave out --simple, or --verify.";
        }
    }

    /// <summary>Fails when something is wrong.</summary>
    /// <exception cref="LoadException">All that is wrong.</exception>
    public void Require()
    {
        if (Validate().ToArray() is [_, ..] faults)
        {
            throw new LoadException(string.Join('\n', faults));
        }
    }

    private IEnumerable<string> ValidateNumbers()
    {
        if (Connections is < 1 or > ConnectionsCeiling)
        {
            yield return $"--connections is {Connections}: give 1 to {ConnectionsCeiling:N0}, which is about the number of ports that one address has.";
        }

        if (Rate is { } rate && !(rate is > 0 and <= RateCeiling))
        {
            yield return $"--rate is {rate}: give requests a second, above 0 and up to {RateCeiling:N0}; leave it out to send as fast as replies come.";
        }

        if (BatchSize is < 1 or > BatchCeiling)
        {
            yield return $"--batch is {BatchSize}: give 1 (single messages) to {BatchCeiling:N0} events in a request.";
        }

        if (Visitors is < 1 or > VisitorsCeiling)
        {
            yield return $"--visitors is {Visitors}: give 1 to {VisitorsCeiling:N0}.";
        }

        if (Threads is < 1 or > ThreadsCeiling || Threads > Math.Max(1, Connections))
        {
            yield return $"--threads is {Threads}: give 1 to {ThreadsCeiling}, and no more than --connections ({Connections}).";
        }

        if (QueueMax is < 1 or > QueueCeiling)
        {
            yield return $"--queue is {QueueMax}: give 1 to {QueueCeiling:N0} requests that may wait for a connection.";
        }
    }

    private IEnumerable<string> ValidateTimes()
    {
        if (Duration < TimeSpan.FromSeconds(1) || Duration > TimeCeiling)
        {
            yield return $"--duration is {Duration.TotalSeconds} s: give 1 s to {TimeCeiling.TotalHours:N0} h.";
        }

        if (WarmUp < TimeSpan.Zero || WarmUp > TimeCeiling)
        {
            yield return $"--warm-up is {WarmUp.TotalSeconds} s: give 0 s to {TimeCeiling.TotalHours:N0} h.";
        }

        if (ReplyLimit < TimeSpan.FromMilliseconds(100) || ReplyLimit > TimeCeiling)
        {
            yield return $"--reply-limit is {ReplyLimit.TotalSeconds} s: give 0.1 s to {TimeCeiling.TotalHours:N0} h.";
        }
    }
}
