using System.Diagnostics.Metrics;
using System.Text;
using Ingest.Core.Diagnostics;
using Ingest.Core.Enrichment;
using Ingest.Core.Enrichment.EventValues;
using Ingest.Core.Events;
using Ingest.Core.Intake;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Enrichment.EventValues;

public sealed class EventDataLimitTests
{
    private static readonly EventDataEnricher Enricher = new();

    [Theory]
    [InlineData("data types", 23)]
    [InlineData("data string 501", 1)]
    [InlineData("data array 501", 1)]
    [InlineData("data key 501", 1)]
    [InlineData("data number overflow", 1)]
    [InlineData("data nul char", 1)]
    [InlineData("identify link", 1)]
    public void Where_Umami_answers_500_every_key_is_kept(string name, int count)
    {
        var context = UmamiVectors.Case(name).Start("127.0.0.1", 0);
        Enricher.Enrich(context);
        Assert.Equal(count, context.Draft.Data.Count);
    }

    [Fact]
    public void An_impossible_date_stays_a_text_and_NUL_stays()
    {
        var draft = EventDataRun.Enrich(Enricher, """{"d":"2024-99-02T03:04:05","n":"a\u0000b"}"""u8).Draft;
        Assert.Equal((DataValueType.Text, "2024-99-02T03:04:05"), (draft.Data[0].Type, Text(draft, 0)));
        Assert.Equal("a\0b", Text(draft, 1));
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_become_replacement_characters()
    {
        var draft = EventDataRun.Enrich(Enricher, [.. "{\"k"u8, 0xFF, .. "\":\"a"u8, 0xE2, 0x82, .. "b"u8, 0xED, 0xA0, 0x80, .. "\",\"a\":[\""u8, 0xC0, .. "\"]}"u8]).Draft;
        Assert.Equal("k\uFFFD", Encoding.UTF8.GetString(draft.Arena[draft.Data[0].Key]));
        Assert.Equal("a\uFFFDb\uFFFD\uFFFD\uFFFD", Text(draft, 0));
        Assert.Equal("[\"\uFFFD\"]", Text(draft, 1));
    }

    [Fact]
    public void A_performance_sample_has_no_data() =>
        Assert.Empty(EventDataRun.Enrich(Enricher, """{"a":1}"""u8, PayloadType.Performance).Draft.Data);

    [Fact]
    public void A_hundred_thousand_keys_are_cut_to_five_thousand_in_the_order_of_JavaScript()
    {
        var json = "{" + string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"{(i % 2 == 0 ? "k" : "")}{100_000 - i}\":{i}")) + "}";
        var (draft, truncated) = EnrichCounting(json);
        Assert.Equal((DataFlattener.ValuesMax, 1), (draft.Data.Count, truncated));
        Assert.Equal(["1", "3", "5"], Enumerable.Range(0, 3).Select(i => Encoding.UTF8.GetString(draft.Arena[draft.Data[i].Key])));
    }

    [Fact]
    public void A_long_key_above_many_short_ones_is_cut_to_one_mebibyte()
    {
        var json = "{\"" + new string('k', 490) + "\":{" + string.Join(',', Enumerable.Range(0, 4000).Select(i => $"\"{i}\":1")) + "}}";
        var (draft, truncated) = EnrichCounting(json);
        Assert.Equal(1, truncated);
        Assert.InRange(draft.Data.Sum(value => value.Key.Length + value.Text.Length), DataFlattener.TextBytesMax - 600, DataFlattener.TextBytesMax);
    }

    [Theory]
    [InlineData("{\"a\":[", "[[1,2],{\"a\":[3]}],", "0]}", 200_000)]
    [InlineData("{", "\"same\":[],", "\"same\":1}", 100_000)]
    [InlineData("{\"a\":[{", "\"same\":{\"x\":1},", "\"same\":1}]}", 100_000)]
    [InlineData("{\"a\":\"", "\\ud800", "\"}", 200_000)]
    [InlineData("{\"", "\\ud800", "\":1}", 200_000)]
    [InlineData("{\"a\":0.", "1", "}", 1_000_000)]
    [InlineData("{\"revenue\":\"", " ", "1\",\"currency\":\"USD\"}", 1_000_000)]
    public void Hostile_objects_give_at_most_two_values_and_no_error(string head, string repeated, string tail, int times)
    {
        var (draft, _) = EnrichCounting(head + string.Concat(Enumerable.Repeat(repeated, times)) + tail);
        Assert.InRange(draft.Data.Count, 1, 2);
    }

    [Fact]
    public void What_lies_behind_the_limit_of_nodes_is_left_out()
    {
        var json = "{" + string.Concat(Enumerable.Range(0, JsonTree.NodesMax + 10).Select(i => $"\"{i:x}\":{{}},")) + "\"last\":1}";
        var (draft, truncated) = EnrichCounting(json);
        Assert.Equal((0, 1), (draft.Data.Count, truncated));
    }

    [Fact]
    public void Flattening_allocates_nothing_in_the_steady_state()
    {
        var json = """{"plan":"pro","n":12.5,"5":true,"2":null,"o":{"when":"2024-01-02T03:04:05","list":[1,"é\ud83d\ude00",{"b":1,"1":2}]},"revenue":"19.99","currency":"EUR","a":1,"b":2,"c":3,"d":4,"e":5}"""u8;
        var context = EventDataRun.Enrich(Enricher, json);
        for (var i = 0; i < 200; i++)
        {
            Repeat(context);
        }

        Assert.Equal(0, Allocations.Least(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                Repeat(context);
            }
        }));
        Assert.Equal(13, context.Draft.Data.Count);
    }

    private static void Repeat(EnrichmentContext context)
    {
        context.Start(context.Request, 0);
        Enricher.Enrich(context);
    }

    private static string Text(EventDraft draft, int index) => Encoding.UTF8.GetString(draft.Arena[draft.Data[index].Text]);

    private static (EventDraft Draft, long Truncated) EnrichCounting(string json)
    {
        long counted = 0;
        var thread = Environment.CurrentManagedThreadId;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter == IngestMeter.Meter && instrument.Name == "ingest_event_data_truncated_total")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => counted += Environment.CurrentManagedThreadId == thread ? value : 0);
        listener.Start();
        return (EventDataRun.Enrich(Enricher, Encoding.UTF8.GetBytes(json)).Draft, counted);
    }
}
