using System.Globalization;
using Ingest.Core.Buffers;
using Ingest.Core.Events;
using Ingest.Core.Intake.Parsing;

namespace Ingest.Core.Enrichment.EventValues;

/// <summary>
/// The revenue of an event: the members <c>revenue</c>, above 0, and <c>currency</c> of its data. A revenue in a text counts when
/// JavaScript's <c>Number()</c> reads it.
/// </summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal static class Revenue
{
    // Longer texts are no amounts.
    private const int AmountBytesMax = 100;

    /// <summary>Sets revenue and currency of the draft when the object has both.</summary>
    public static void Read(JsonTree tree, ReadOnlySpan<byte> json, EventDraft draft)
    {
        var amount = tree.Find("revenue"u8);
        var currency = tree.Find("currency"u8);
        if (amount == JsonNode.None || currency == JsonNode.None || !TryReadAmount(tree[amount], json, out var tenThousandths))
        {
            return;
        }

        var start = draft.Arena.Length;
        AppendCurrency(tree[currency], json, draft.Arena);
        if (draft.Arena.Length > start)
        {
            draft.RevenueE4 = tenThousandths;
            draft.SetTruncated(TextField.Currency, draft.Arena.SliceFrom(start));
        }
    }

    // What is not finite is no amount. What rounds to 0 would say "no revenue" anyway.
    private static bool TryReadAmount(in JsonNode node, ReadOnlySpan<byte> json, out long tenThousandths)
    {
        var raw = json.Slice(node.SourceStart, node.SourceLength);
        var value = double.NaN;
        if (node.Kind == JsonNodeKind.Number)
        {
            value = double.Parse(raw, NumberStyles.Float, CultureInfo.InvariantCulture);
        }
        else if (node.Kind == JsonNodeKind.Text && raw.Length <= AmountBytesMax)
        {
            Span<byte> text = stackalloc byte[JsonText.GrowthMax * AmountBytesMax];
            value = JsNumber.Parse(text[..JsonText.Decode(raw, AmountBytesMax, text)]);
        }

        tenThousandths = double.IsFinite(value) && value > 0 ? ShortestDecimal.TenThousandths(value) : 0;
        return tenThousandths > 0;
    }

    // Umami loses the event when the currency is neither a text nor false in JavaScript's eyes; a number or true becomes its text.
    private static void AppendCurrency(in JsonNode node, ReadOnlySpan<byte> json, Utf8Arena arena)
    {
        var raw = json.Slice(node.SourceStart, node.SourceLength);
        switch (node.Kind)
        {
            case JsonNodeKind.Text:
                var start = arena.Length;
                var unitsMax = TextFields.UnitsMax(TextField.Currency);
                arena.Advance(JsonText.Decode(raw, unitsMax, arena.GetSpan(JsonText.GrowthMax * unitsMax)));
                JsonText.ReplaceSurrogates(arena.Edit(arena.SliceFrom(start)));
                break;
            case JsonNodeKind.Number when double.Parse(raw, NumberStyles.Float, CultureInfo.InvariantCulture) is var number and not 0:
                arena.Advance(JavaScriptNumber.Write(number, arena.GetSpan(JavaScriptNumber.LengthMax)));
                break;
            case JsonNodeKind.True:
                arena.Append("true"u8);
                break;
        }
    }
}
