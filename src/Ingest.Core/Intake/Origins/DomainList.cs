using System.Collections.Frozen;

namespace Ingest.Core.Intake.Origins;

/// <summary>Domains that pages may be served from: hosts, and <c>*.example.com</c> for every host below one, which that itself is not.</summary>
/// <remarks>Hot path: no allocation per event. Immutable.</remarks>
public sealed class DomainList
{
    /// <summary>What a domain begins with that means every host below it.</summary>
    public const string Wildcard = "*.";

    // The longest name that there is (RFC 1035, section 2.3.4).
    private const int HostLengthMax = 253;

    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _hosts;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _parents;

    /// <summary>Reads domains in lower case.</summary>
    public DomainList(IEnumerable<string> domains)
    {
        string[] all = [.. domains];
        Count = all.Length;
        _hosts = Lookup(all.Where(domain => !IsWildcard(domain)));
        _parents = Lookup(all.Where(IsWildcard).Select(domain => domain[Wildcard.Length..]));
    }

    /// <summary>Number of domains.</summary>
    public int Count { get; }

    /// <summary>True when a host is one of them, in any case of letters.</summary>
    public bool Contains(ReadOnlySpan<byte> host)
    {
        Span<char> buffer = stackalloc char[HostLengthMax];
        if (host.Length is 0 or > HostLengthMax)
        {
            return false;
        }

        for (var i = 0; i < host.Length; i++)
        {
            // What is not ASCII is in no header of a browser: it fits nothing.
            buffer[i] = (char)(host[i] is >= (byte)'A' and <= (byte)'Z' ? host[i] | 0x20 : host[i]);
        }

        ReadOnlySpan<char> name = buffer[..host.Length];
        return _hosts.Contains(name) || IsBelowParent(name);
    }

    private bool IsBelowParent(ReadOnlySpan<char> name)
    {
        // At most one look for each label.
        for (var dot = name.IndexOf('.'); dot >= 0 && _parents.Set.Count > 0; dot = name.IndexOf('.'))
        {
            name = name[(dot + 1)..];
            if (_parents.Contains(name))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsWildcard(string domain) => domain.StartsWith(Wildcard, StringComparison.Ordinal);

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup(IEnumerable<string> names) =>
        names.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
}
