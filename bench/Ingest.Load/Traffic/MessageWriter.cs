using System.Text;
using Ingest.Load.Wire;

namespace Ingest.Load.Traffic;

/// <summary>Writes messages as Umami's tracker does: the same keys in the same order; some 330 bytes for a page view.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
/// <param name="sites">Website ids.</param>
/// <param name="marker"><c>tag</c> of every message, which then has its number at the end of its query; of identify messages both are in the data. Empty for neither.</param>
/// <param name="namesClient">True to name address and browser in the message, as servers do that relay the events of others.</param>
internal sealed class MessageWriter(IReadOnlyList<Guid> sites, string marker, bool namesClient)
{
    private readonly byte[][] _sites = [.. sites.Select(site => Encoding.ASCII.GetBytes(site.ToString()))];
    private readonly byte[] _tag = marker.Length == 0 ? [] : Encoding.ASCII.GetBytes($",\"tag\":\"{marker}\"");

    private readonly byte[] _run = Encoding.ASCII.GetBytes($",\"run\":\"{marker}\",\"n\":\"");

    /// <summary>Number of sites.</summary>
    public int Sites => _sites.Length;

    /// <summary>Host of a person's site.</summary>
    public static ReadOnlySpan<byte> HostOf(Person person) => Catalog.Hosts[person.Site % Catalog.Hosts.Count];

    /// <summary>Appends the next message of a visit.</summary>
    /// <param name="body">Where to.</param>
    /// <param name="visit">Whose.</param>
    /// <param name="kind">What it says.</param>
    /// <param name="number">The message's number, for the marker.</param>
    /// <param name="dice">Decides what is in its data.</param>
    public void Write(RequestBuffer body, Visit visit, MessageKind kind, ulong number, ref Dice dice)
    {
        body.Add(kind == MessageKind.Identify ? "{\"type\":\"identify\",\"payload\":{\"website\":\""u8 : "{\"type\":\"event\",\"payload\":{\"website\":\""u8);
        body.Add(_sites[visit.Person.Site]);
        body.Add("\",\"screen\":\""u8);
        body.Add(visit.Person.Screen);
        body.Add("\",\"language\":\""u8);
        body.Add(visit.Person.Language);
        body.Add("\",\"title\":\""u8);
        body.Add(Catalog.Pages[visit.Page].Title);
        body.Add("\",\"hostname\":\""u8);
        body.Add(HostOf(visit.Person));
        WriteUrl(body, visit, number);
        WriteReferrer(body, visit);
        body.Add("\""u8);
        body.Add(_tag);
        WriteKind(body, visit, kind, number, ref dice);
        if (namesClient)
        {
            WriteClient(body, visit.Person);
        }

        body.Add("}}"u8);
    }

    /// <summary>Appends an IPv4 address.</summary>
    public static void WriteAddress(RequestBuffer buffer, uint address)
    {
        buffer.Add((ulong)(address >> 24));
        buffer.Add("."u8);
        buffer.Add((ulong)((address >> 16) & 255));
        buffer.Add("."u8);
        buffer.Add((ulong)((address >> 8) & 255));
        buffer.Add("."u8);
        buffer.Add((ulong)(address & 255));
    }

    private void WriteUrl(RequestBuffer body, Visit visit, ulong number)
    {
        body.Add("\",\"url\":\"https://"u8);
        body.Add(HostOf(visit.Person));
        body.Add(Catalog.Pages[visit.Page].Path);
        var hasCampaign = visit.IsNew && visit.Campaign >= 0;
        if (hasCampaign)
        {
            body.Add(Catalog.Campaigns[visit.Campaign]);
        }

        if (_tag.Length > 0)
        {
            body.Add(hasCampaign ? "&n="u8 : "?n="u8);
            body.Add(number);
        }
    }

    private static void WriteReferrer(RequestBuffer body, Visit visit)
    {
        body.Add("\",\"referrer\":\""u8);
        if (visit.PageBefore < 0)
        {
            body.Add(Catalog.Referrers[visit.Referrer]);
            return;
        }

        body.Add("https://"u8);
        body.Add(HostOf(visit.Person));
        body.Add(Catalog.Pages[visit.PageBefore].Path);
    }

    private void WriteKind(RequestBuffer body, Visit visit, MessageKind kind, ulong number, ref Dice dice)
    {
        switch (kind)
        {
            case MessageKind.Custom:
                var (before, after) = Catalog.CustomEvents[dice.Below(Catalog.CustomEvents.Count)];
                body.Add(before);
                body.Add((ulong)dice.Below(100));
                body.Add(after);
                break;
            case MessageKind.Purchase:
                body.Add(",\"name\":\"purchase\",\"data\":{\"revenue\":"u8);
                body.AddAmount(500 + dice.Below(20_000));
                body.Add(",\"currency\":\"EUR\",\"items\":"u8);
                body.Add((ulong)(1 + dice.Below(5)));
                body.Add(",\"payment\":\"card\"}"u8);
                break;
            case MessageKind.Identify:
                body.Add(",\"id\":\"user-"u8);
                body.Add(visit.Person.Number);
                body.Add("\",\"data\":{\"plan\":\"club\",\"orders\":"u8);
                body.Add((ulong)dice.Below(30));
                WriteIdentifyMark(body, number);
                body.Add("}"u8);
                break;
            case MessageKind.PageView:
            default:
                break;
        }
    }

    // Of an identify message neither tag nor address is stored, only id and data.
    private void WriteIdentifyMark(RequestBuffer body, ulong number)
    {
        if (_tag.Length > 0)
        {
            body.Add(_run);
            body.Add(number);
            body.Add("\""u8);
        }
    }

    private static void WriteClient(RequestBuffer body, Person person)
    {
        body.Add(",\"ip\":\""u8);
        WriteAddress(body, person.Address);
        body.Add("\",\"userAgent\":\""u8);
        body.Add(person.Agent.Text);
        body.Add("\""u8);
    }
}
