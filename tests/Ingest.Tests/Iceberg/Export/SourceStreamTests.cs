using System.Text;
using Ingest.Commands;
using Ingest.Commands.Lake.Export;
using Ingest.Parquet.Columns;
using Ingest.Sinks.ClickHouse;
using Ingest.Sinks.ClickHouse.Client;
using Ingest.Sinks.Iceberg.Export;
using Ingest.Sinks.Iceberg.Metadata;
using Ingest.Sinks.Iceberg.Tables;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ingest.Tests.Iceberg.Export;

/// <summary>An answer that is whole, one that ends in an error of ClickHouse's, and one that is cut: a part is never taken for whole before it is.</summary>
public sealed class SourceStreamTests : IAsyncLifetime
{
    private const string Tag = "goctzayxhqqoapjy";

    private static readonly SourceColumn Text = new("s", "`s`", WireType.Of(ClickHouseType.Parse("String"))!);
    private static readonly SourceColumn Time = new("t", "`t`", WireType.Of(ClickHouseType.Parse("DateTime"))!);
    private static readonly SourceTable Table = new("ingest", "fact_texts", "View", [Time, Text], new TimeColumn(Time, null), []);
    private static readonly ExportPart[] Days = [ExportPart.OfDay(1), ExportPart.OfDay(2)];

    private readonly WebApplication _server = Build();
    private ClickHouseClient _client = null!;
    private byte[] _answer = [];
    private bool _isCut;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server.Run(async http =>
        {
            http.Response.Headers["X-ClickHouse-Exception-Tag"] = Tag;
            await http.Response.Body.WriteAsync(_answer, Cancellation);
            await http.Response.Body.FlushAsync(Cancellation);
            if (_isCut)
            {
                http.Abort();
            }
        });
        await _server.StartAsync(Cancellation);
        var address = _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        _client = new ClickHouseClient(new ClickHouseOptions { Endpoint = new Uri(address) }, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Each_part_gets_its_rows_and_the_sum_of_their_hashes()
    {
        _answer = [.. Row(1, ulong.MaxValue, "a"), .. Row(1, 3, "b"), .. Row(2, 4, new string('x', 3_000_000))];

        var (first, second) = await ReadAsync();

        Assert.Equal(((2, 2UL), (1, 4UL)), ((first.Rows, first.Hash), (second.Rows, second.Hash)));
        Assert.Equal(Table.Form, first.Form);
    }

    [Fact]
    public async Task An_error_after_a_good_beginning_is_ClickHouses_own_wherever_it_comes()
    {
        byte[] rows = [.. Row(1, 1, "first"), .. Row(1, 2, "second"), .. Row(2, 3, "third")];
        var error = Encoding.ASCII.GetBytes($"\r\n__exception__\r\n{Tag}\r\nCode: 241. DB::Exception: Memory limit. (MEMORY_LIMIT_EXCEEDED) (version 26.5)\n79 {Tag}\r\n__exception__\r\n");
        for (var end = 0; end <= rows.Length; end++)
        {
            _answer = [.. rows[..end], .. error];
            var fault = await Assert.ThrowsAsync<ClickHouseException>(ReadAsync);
            Assert.Equal(241, fault.Code);
        }
    }

    [Fact]
    public async Task An_answer_that_is_cut_is_not_whole()
    {
        (_answer, _isCut) = ([.. Row(1, 1, "first"), .. Row(2, 2, "second")], true);
        Assert.Contains("ClickHouse does not answer", (await Assert.ThrowsAsync<CommandException>(ReadAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_is_not_asked_for_or_not_whole_is_refused()
    {
        foreach (var (answer, said) in new (byte[], string)[]
        {
            ([.. Row(1, 1, "a"), .. Row(3, 1, "b")], "a row is of the day 3, which was not asked for"),
            ([.. Row(2, 1, "a"), .. Row(1, 1, "b")], "a row is of the day 1, which was not asked for"),
            ([.. Row(1, 1, "a"), .. Row(2, 1, "b")[..^1]], "the answer ends in the middle of a row"),
        })
        {
            _answer = answer;
            Assert.Contains(said, (await Assert.ThrowsAsync<CommandException>(ReadAsync)).Message, StringComparison.Ordinal);
        }
    }

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }

    private static byte[] Row(int day, ulong hash, string text) =>
        new RowBinaryWriter().Number(day, sizeof(int)).Number(hash, sizeof(ulong)).Number(day * 86400, sizeof(uint)).Text(text).ToArray();

    private async Task<(ExportMark First, ExportMark Second)> ReadAsync()
    {
        await using var stream = await SourceStream.OpenAsync(_client, Table, Days, [], Cancellation);
        var marks = new List<ExportMark>();
        foreach (var day in Days)
        {
            var rows = stream.RowsOf(day);
            var schema = new IcebergSchema(0, [new NestedField(1, "s", Required: true, IcebergType.String), new NestedField(2, "t", Required: true, IcebergType.TimestampTz)]);
            var batch = new RecordBatch(FileSchema.Of(schema, _ => true));
            while (await rows.ReadAsync(batch, Cancellation) > 0)
            {
                batch.Clear();
            }

            marks.Add(rows.Mark);
        }

        return (marks[0], marks[1]);
    }
}
