using System.CommandLine;
using System.Security.Cryptography;
using Ingest.Load.Running;

namespace Ingest.Load.Commands;

/// <summary>The options that make a plan.</summary>
internal sealed class LoadOptions
{
    private static readonly LoadPlan Defaults = new() { Target = new Uri("http://127.0.0.1:8080"), Sites = [] };

    private readonly Option<Uri?> _url = OptionParsers.Address("--url", "The server to load (default: http://127.0.0.1:8080)", "http://127.0.0.1:8080");
    private readonly Option<Guid[]> _sites = new("--website-id", "-w") { Description = "Website that events are for; repeat it for several, which get even shares", HelpName = "UUID" };
    private readonly Option<FileInfo?> _siteFile = new("--website-ids") { Description = "File of website ids, one a line, beside or in place of --website-id", HelpName = "FILE" };
    private readonly Option<int> _connections = new("--connections", "-c") { Description = "Connections, each with one request under way at most", HelpName = "N", DefaultValueFactory = _ => Defaults.Connections };
    private readonly Option<double?> _rate = new("--rate", "-r") { Description = "Requests a second, whatever the server does (open loop); left out, each connection sends when its reply is there (closed loop)", HelpName = "N" };
    private readonly Option<bool> _fixed = new("--fixed") { Description = "With --rate: equal gaps between requests in place of random ones (Poisson)" };
    private readonly Option<int> _queue = new("--queue") { Description = "With --rate: requests that may wait for a free connection; what comes beyond is counted as unsent", HelpName = "N", DefaultValueFactory = _ => Defaults.QueueMax };
    private readonly Option<int> _batch = new("--batch", "-b") { Description = "Events in a request: 1 goes to /api/send, more to /api/batch", HelpName = "N", DefaultValueFactory = _ => Defaults.BatchSize };
    private readonly Option<TimeSpan?> _duration = OptionParsers.Time("--duration", Defaults.Duration, "How long is measured");
    private readonly Option<TimeSpan?> _warmUp = OptionParsers.Time("--warm-up", Defaults.WarmUp, "How long is sent before anything is measured");
    private readonly Option<TimeSpan?> _replyLimit = OptionParsers.Time("--reply-limit", Defaults.ReplyLimit, "How long a reply may take before its connection is given up");
    private readonly Option<ulong> _seed = new("--seed") { Description = "Decides visitors and messages: the same seed and options, the same messages", HelpName = "N", DefaultValueFactory = _ => Defaults.Seed };
    private readonly Option<int> _visitors = new("--visitors") { Description = "People who may come back", HelpName = "N", DefaultValueFactory = _ => Defaults.Visitors };
    private readonly Option<bool> _simple = new("--simple") { Description = "Send one same page view always, without tokens: for comparing with other generators" };
    private readonly Option<bool> _anyReply = new("--any-reply") { Description = "Take every 2xx for stored, whatever its body says: for servers that do not speak Umami" };
    private readonly Option<int> _threads = new("--threads") { Description = "Threads of the generator (one is more than a server on two cores takes)", HelpName = "N", DefaultValueFactory = _ => Defaults.Threads };

    /// <summary>Adds all of them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_url, _sites, _siteFile, _connections, _batch, _duration, _warmUp, _rate, _fixed, _queue, _seed, _visitors, _simple, _anyReply, _replyLimit, _threads])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The plan that was asked for, not validated.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="isVerified">True to mark the messages, so that they can be counted where they arrive.</param>
    /// <exception cref="LoadException">The file of website ids cannot be read.</exception>
    public LoadPlan ToPlan(ParseResult parsed, bool isVerified) => new()
    {
        Target = parsed.GetValue(_url) ?? Defaults.Target,
        Sites = [.. parsed.GetValue(_sites) ?? [], .. ReadSites(parsed.GetValue(_siteFile))],
        Connections = parsed.GetValue(_connections),
        Rate = parsed.GetValue(_rate),
        Arrivals = parsed.GetValue(_fixed) ? ArrivalPattern.Fixed : ArrivalPattern.Poisson,
        QueueMax = parsed.GetValue(_queue),
        BatchSize = parsed.GetValue(_batch),
        Duration = parsed.GetValue(_duration) ?? Defaults.Duration,
        WarmUp = parsed.GetValue(_warmUp) ?? Defaults.WarmUp,
        ReplyLimit = parsed.GetValue(_replyLimit) ?? Defaults.ReplyLimit,
        Seed = parsed.GetValue(_seed),
        Visitors = parsed.GetValue(_visitors),
        IsSimple = parsed.GetValue(_simple),
        TakesAnyReply = parsed.GetValue(_anyReply),
        Threads = parsed.GetValue(_threads),
        Marker = isVerified ? $"load-{RandomNumberGenerator.GetHexString(12, lowercase: true)}" : "",
    };

    private static IEnumerable<Guid> ReadSites(FileInfo? file)
    {
        if (file is null)
        {
            return [];
        }

        if (!file.Exists)
        {
            throw new LoadException($"--website-ids {file.FullName} does not exist.");
        }

        return File.ReadLines(file.FullName).Where(line => line.Trim().Length > 0).Select((line, index) =>
            Guid.TryParse(line.Trim(), out var id) ? id : throw new LoadException($"{file.FullName}:{index + 1}: '{line}' is no website id."));
    }
}
