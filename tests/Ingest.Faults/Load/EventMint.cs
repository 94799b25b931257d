using System.Buffers.Binary;
using System.Globalization;

namespace Ingest.Faults.Load;

/// <summary>
/// Makes events: each is a function of the seed and its number, and its id carries the number. Writes an event as a message, and as the
/// text that ClickHouse makes of its row by <see cref="RowText"/>.
/// </summary>
internal sealed class EventMint(ulong seed, long startSeconds, int poisonEvery)
{
    public const int SiteCount = 8;

    /// <summary>The tag of events that the table is made to refuse.</summary>
    public const string Poison = "poison";

    public const string Agent = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

    /// <summary>The row as one text, in SQL. Every column but times, ids of session and visit, and what is empty in each event.</summary>
    public const string RowText =
        """
        concat(toString(event_type), '\x1f', event_name, '\x1f', hostname, '\x1f', url_path, '\x1f', url_query, '\x1f', page_title, '\x1f',
        referrer_domain, referrer_path, referrer_query, '\x1f', utm_source, '\x1f', utm_medium, utm_campaign, utm_content, utm_term, gclid, fbclid, '\x1f',
        browser, '\x1f', os, '\x1f', device, '\x1f', screen, '\x1f', language, '\x1f', country, region, city, '\x1f', tag, '\x1f', distinct_id, '\x1f',
        toString(toInt64(revenue * 100)), '\x1f', currency, '\x1f',
        arrayStringConcat(arrayMap((k, v) -> concat(toString(k), '=', v), mapKeys(data_text), mapValues(data_text)), '\x1e'), '\x1f',
        arrayStringConcat(arrayMap((k, v) -> concat(toString(k), '=', toString(v)), mapKeys(data_number), mapValues(data_number)), '\x1e'), '\x1f',
        arrayStringConcat(arrayMap(t -> toString(t), mapValues(data_type)), ','))
        """;

    // Two hundred events share a second: a campaign of ten million spans fourteen hours, and a session some seconds.
    private const int EventsPerSecond = 200;

    // Of version 8, "custom": 48 bits of the run, then 60 of marks, then the number.
    private readonly ulong _high = (EventTraits.Mix(seed) & 0xFFFFFFFFFFFF0FFF) | 0x8000;
    private readonly ulong _low = 0x8000_0000_0000_0000 | ((EventTraits.Mix(seed + 1) & 0x3FFF) << 48);

    private long _poisonFrom = long.MaxValue;

    /// <summary>The site of an index.</summary>
    public Guid Site(int index)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (_high & 0xFFFFFFFFFFFF0000) | 0x4000);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], 0x8000_0000_0000_0000 + (ulong)index + 1);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>The number in an id; false for an id that was never minted here.</summary>
    public bool TryReadNumber(ulong high, ulong low, out long number)
    {
        number = (long)(low & 0xFFFF_FFFF_FFFF);
        return high == _high && (low & 0xFFFF_0000_0000_0000) == _low;
    }

    public Guid Id(long number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _low | (ulong)number);
        return new Guid(bytes, bigEndian: true);
    }

    public long TimeMs(long number) => (startSeconds + (number / EventsPerSecond)) * 1000;

    /// <summary>From this number on, which is not in use yet, some events are such that the table refuses them.</summary>
    public void StartPoison(long from) => Volatile.Write(ref _poisonFrom, from);

    public EventTraits Traits(long number) => new(seed, number);

    /// <summary>Writes the message. Sent again it is the same bytes.</summary>
    public void WriteMessage(long number, Utf8Text output)
    {
        var traits = Traits(number);
        output.Add("{\"type\":\"event\",\"payload\":{\"website\":\""u8).Add(Site(traits.Site));
        output.Add("\",\"eventId\":\""u8).Add(Id(number));
        output.Add("\",\"timestamp\":"u8).Add(TimeMs(number) / 1000);
        output.Add(",\"hostname\":\"h"u8).Add(traits.Site).Add(".example\",\"language\":\"de-AT\",\"screen\":\"1920x1080\",\"url\":\""u8);
        output.Add(UglyTexts.Paths.Plain(traits.Path)).Add("?n="u8).Add(number).Add("&utm_source=mail"u8);
        output.Add("\",\"title\":"u8).Add(UglyTexts.Titles.Json(traits.Title));
        output.Add(",\"tag\":"u8).Add(IsPoison(number) ? "\"poison\""u8 : UglyTexts.Tags.Json(traits.Tag));
        output.Add(",\"ip\":\"10."u8).Add((traits.Visitor >> 16) & 255).Add("."u8).Add((traits.Visitor >> 8) & 255).Add("."u8).Add(traits.Visitor & 255);
        output.Add("\""u8);
        if (traits.IsKnown)
        {
            output.Add(",\"id\":\"visitör-"u8).Add(traits.Visitor).Add("\""u8);
        }

        if (traits.IsCustom)
        {
            output.Add(",\"name\":"u8).Add(UglyTexts.Names.Json(traits.Name));
        }

        if (traits.HasData)
        {
            WriteValues(number, traits, output);
        }

        output.Add("}}"u8);
    }

    /// <summary>Writes what <see cref="RowText"/> has to be.</summary>
    public void WriteRow(long number, Utf8Text output)
    {
        var traits = Traits(number);
        output.Add(traits.IsCustom ? "2\u001f"u8 : "1\u001f"u8).Add(traits.IsCustom ? UglyTexts.Names.Plain(traits.Name) : []);
        output.Add("\u001fh"u8).Add(traits.Site).Add(".example\u001f"u8).Add(UglyTexts.Paths.Plain(traits.Path));
        output.Add("\u001fn="u8).Add(number).Add("&utm_source=mail\u001f"u8).Add(UglyTexts.Titles.Plain(traits.Title));
        output.Add("\u001f\u001fmail\u001f\u001ffirefox\u001fLinux\u001flaptop\u001f1920x1080\u001fde-AT\u001f\u001f"u8);
        output.Add(IsPoison(number) ? "poison"u8 : UglyTexts.Tags.Plain(traits.Tag)).Add("\u001f"u8);
        if (traits.IsKnown)
        {
            output.Add("visitör-"u8).Add(traits.Visitor);
        }

        output.Add("\u001f"u8).Add(traits.HasRevenue ? traits.Cents : 0).Add(traits.HasRevenue ? "\u001fEUR\u001f"u8 : "\u001f\u001f"u8);
        if (traits.HasData)
        {
            WriteStoredValues(number, traits, output);
        }
        else
        {
            output.Add("\u001f\u001f"u8);
        }
    }

    private bool IsPoison(long number) => number >= Volatile.Read(ref _poisonFrom) && number % poisonEvery == 0;

    private static void WriteValues(long number, EventTraits traits, Utf8Text output)
    {
        output.Add(",\"data\":{\"n\":"u8).Add(number);
        output.Add(",\"text\":"u8).Add(UglyTexts.Values.Json(traits.Value));
        output.Add(",\"flag\":true,\"deep\":{\"er\":"u8).Add(UglyTexts.Values.Json(traits.DeepValue)).Add("}"u8);
        if (traits.HasRevenue)
        {
            output.Add(",\"revenue\":"u8).Add(Amount(traits, "0.00")).Add(",\"currency\":\"EUR\""u8);
        }

        output.Add("}"u8);
    }

    private static void WriteStoredValues(long number, EventTraits traits, Utf8Text output)
    {
        output.Add("n="u8).Add(number).Add(".0000\u001etext="u8).Add(UglyTexts.Values.Plain(traits.Value));
        output.Add("\u001eflag=true\u001edeep.er="u8).Add(UglyTexts.Values.Plain(traits.DeepValue));
        if (traits.HasRevenue)
        {
            output.Add("\u001erevenue="u8).Add(Amount(traits, "0.0000")).Add("\u001ecurrency=EUR\u001fn="u8).Add(number);
            output.Add("\u001erevenue="u8).Add(Amount(traits, "0.##")).Add("\u001f2,1,3,1,2,1"u8);
        }
        else
        {
            output.Add("\u001fn="u8).Add(number).Add("\u001f2,1,3,1"u8);
        }
    }

    private static string Amount(EventTraits traits, string format) => (traits.Cents / 100m).ToString(format, CultureInfo.InvariantCulture);
}
