using System.Text.Json;
using Ingest.IntegrationTests.ClickHouse;
using Ingest.IntegrationTests.Metrics.Reference;
using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.IntegrationTests.Metrics.Views;

/// <summary>
/// Every view gives the numbers of the reference, to the last bit, whatever is built: integers, and quotients, which are one division of integers. Sums
/// of floating-point numbers depend on their order; those of the traffic are exact in any.
/// </summary>
[Collection(EngineCollection.Name)]
public sealed class ViewReferenceTests(ViewRig rig) : IClassFixture<ViewRig>
{
    private const int QuestionsPerState = 2;

    // Columns that add up over ranges and filters, by view.
    private static readonly Dictionary<string, string[]> Sums = new()
    {
        ["view_overview"] = ["visits", "views", "custom_events", "bounces", "visit_seconds"],
        ["view_traffic"] = ["visits", "views", "custom_events", "bounces", "visit_seconds"],
        ["view_channels"] = ["visits", "views", "custom_events", "bounces", "visit_seconds"],
        ["view_entry_pages"] = ["visits", "views", "bounces", "visit_seconds"],
        ["view_events"] = ["events"],
        ["view_pages"] = ["views", "seconds"],
        ["view_revenue"] = ["revenue", "orders"],
        ["view_vitals_pages"] = ["samples"],
        ["view_weekly_hours"] = ["views"],
    };

    public static TheoryData<string> Views => [.. ViewFile.Embedded.Select(view => view.Name).Where(name => name.StartsWith("view_", StringComparison.Ordinal))];

    public static TheoryData<string> PlainNames =>
        [.. ViewFile.Embedded.Where(view => view.Parameters.Count == 0).Select(view => view.Name).Where(name => name.StartsWith("event_", StringComparison.Ordinal)).Concat(["v_pa_sessions", "v_pa_visits"])];

    [Fact]
    public async Task The_states_are_what_they_say()
    {
        foreach (var database in rig.Databases)
        {
            var (built, all) = await database.HoursAsync();
            Assert.True(all > 200, $"{all} hours have events.");
            Assert.True(
                database.State switch { BuildState.Nothing => built == 0, BuildState.All => built > all * 9 / 10, _ => built > all / 10 && built < all * 9 / 10 },
                $"{database.State}: {built} of {all} hours are built.");
        }
    }

    [Theory]
    [MemberData(nameof(Views))]
    public async Task A_view_gives_the_numbers_of_the_reference_whatever_is_built(string name)
    {
        Assert.True(ReferenceViews.All.ContainsKey(name), $"{name} has no reference yet: write one into {nameof(ReferenceViews)} by what its comment says.");
        var view = ViewOf(name);
        var questions = QuestionsFor(view);
        var faults = new List<string>();
        for (var i = 0; i < QuestionsPerState * rig.Rounds; i++)
        {
            var isDirect = i % QuestionsPerState == 0;
            var asked = rig.Databases.Select(database => (database, question: questions.Next())).ToArray();
            faults.AddRange((await Task.WhenAll(asked.Select(pair => FaultsAsync(view, pair.database, pair.question, isDirect)))).SelectMany(found => found));
        }

        Assert.True(faults.Count == 0, $"Seed {rig.Seed}, {name}:\n{string.Join("\n\n", faults)}");
    }

    [Theory]
    [MemberData(nameof(PlainNames))]
    public async Task A_plain_view_gives_the_numbers_of_the_reference(string name)
    {
        Assert.True(PlainViews.All.ContainsKey(name), $"{name} has no reference yet: write one into {nameof(PlainViews)} by what its comment says.");
        foreach (var site in UglyTraffic.Sites)
        {
            Row[] expected = [.. PlainViews.All[name](rig.Traffic, site)];
            Assert.Equal(site == UglyTraffic.Sites[^1], expected.Length == 0);
            foreach (var database in rig.Databases)
            {
                var answer = await AskPlainAsync(database, name, $"site_id = '{site}'");
                Assert.True(answer.DifferenceTo(expected) == "", $"Seed {rig.Seed}, {database.State}:\n{answer.DifferenceTo(expected)}");
            }
        }
    }

    [Theory]
    [InlineData("view_overview")]
    [InlineData("view_traffic")]
    [InlineData("view_active_users")]
    public async Task The_server_finds_the_hours_that_event_cell_says(string name)
    {
        var (view, cut) = (ViewOf(name), ViewQuery.CutOf(ViewOf(name))!);
        var (questions, fresh, whole) = (QuestionsFor(view), 0, 0);
        foreach (var database in rig.Databases)
        {
            for (var i = 0; i < 8 * rig.Rounds; i++)
            {
                var question = questions.Next();
                if (question.Since >= question.Until)
                    continue;
                var state = await database.Server.StateAsync(view, question);
                var (unit, zone) = (cut.Unit.StartsWith('{') ? question.Unit : cut.Unit.Trim('\''), cut.Zone.StartsWith('{') ? question.Zone : cut.Zone.Trim('\''));
                var cells = (await database.Database.QueryAsync(
                    "SELECT arraySort(groupArrayIf(hour, NOT is_built)), countIf(NOT is_whole), countIf(hour <= 0), max(near_ms), max(version) "
                    + $"FROM $.event_cell(sites=['{question.Site}'], since=fromUnixTimestamp64Milli({question.Since}, 'UTC'), until=fromUnixTimestamp64Milli({question.Until}, 'UTC'), tz='{zone}', unit='{unit}')"))[0].Split('\t');

                // Questions that cut no hours share the state of one that counts hours, which has more to say of those before 1970.
                if (cells[2] == "0" || unit == "hour")
                    Assert.Equal((cells[0], cells[1] != "0"), (state.FreshText, state.HasCutHours));
                Assert.Equal((cells[3], cells[4]), ($"{state.Version.ArrivedMs}", $"{state.Version.BuiltMs}"));
                (fresh, whole) = (fresh + state.Fresh.Count, whole + (state.HasCutHours ? 0 : 1));
            }
        }

        Assert.True(fresh > 0 && whole > 0, "No hour is to be read from the facts, or every question cuts one.");
    }

    // What docs/data-model.md calls a fast question.
    [Theory]
    [InlineData("event_page", "first_at", "visit_id")]
    [InlineData("event_session", "first_seen_at", "session_id")]
    [InlineData("event_visit", "started_at", "visit_id")]
    public async Task A_range_and_the_keys_of_its_events_give_what_begins_in_it(string name, string time, string key)
    {
        var (view, site) = (ViewOf(name), UglyTraffic.Sites[0]);
        var (questions, found) = (QuestionsFor(view), 0);
        foreach (var database in rig.Databases)
        {
            var all = await AskPlainAsync(database, name, $"site_id = '{site}'");
            for (var i = 0; i < 8 * rig.Rounds; i++)
            {
                var (since, until) = questions.Next() is var question ? (question.Since, question.Until) : default;
                var keyed = await AskPlainAsync(
                    database, name, $"site_id = '{site}' AND {InRange(time)} AND {key} IN (SELECT {key} FROM {database.Database.Options.Database}.fact_event WHERE site_id = '{site}' AND {InRange("event_time")})");
                Assert.Equal(all.Within(time, since, until).Rows, keyed.Rows);
                found += keyed.Rows.Length;

                string InRange(string column) => $"{column} >= fromUnixTimestamp64Milli({since}) AND {column} < fromUnixTimestamp64Milli({until})";
            }
        }

        Assert.True(found > 0, "None of the ranges has rows.");
    }

    [Fact]
    public async Task What_comes_again_changes_no_view()
    {
        var database = rig.Databases.Single(database => database.State == BuildState.Some);
        var asked = new List<(ViewFile View, Question Question, AskedView Answer)>();
        foreach (var view in Views.Select(row => ViewOf(row.Data)).Where((_, index) => index % 3 == rig.Seed % 3))
        {
            var question = QuestionsFor(view).Next();
            asked.Add((view, question, await AskedView.RenderedAsync(database.Database, view, question)));
        }

        await database.ReplayAsync(rig.Made.Rows, new Random(rig.Seed));
        foreach (var (view, question, answer) in asked)
            Assert.Equal(answer.Rows, (await AskedView.RenderedAsync(database.Database, view, question)).Rows);
    }

    [Fact]
    public async Task Ranges_and_filters_that_split_the_events_add_up()
    {
        foreach (var (index, (name, columns)) in Sums.Index())
        {
            var (view, database) = (ViewOf(name), rig.Databases[index % rig.Databases.Count].Database);
            var question = QuestionsFor(view).Next() with { Filter = new Dictionary<string, string[]>(), Since = At(2026, 3), Until = At(2027, 2) };
            var middle = Math.Clamp(rig.Made.Rows[(rig.Seed + index) % rig.Made.Rows.Count].Time.ToUnixTimeMilliseconds(), question.Since, question.Until);
            var whole = await SumAsync(question);
            Assert.Equal(whole, await SumAsync(question with { Until = middle }, question with { Since = middle }));
            if (columns.Contains("visits") || name == "view_weekly_hours")
                Assert.Equal(whole, await SumAsync(With(question, "country"), With(question, "!country")));

            async Task<decimal[]> SumAsync(params Question[] questions)
            {
                var sums = new decimal[columns.Length];
                foreach (var asked in questions)
                    sums = [.. sums.Zip((await AskedView.RenderedAsync(database, view, asked)).Sums(columns), (one, other) => one + other)];
                return sums;
            }
        }
    }

    private static Task<AskedView> AskPlainAsync(ViewDatabase database, string name, string condition) =>
        AskedView.AskAsync(database.Database, $"SELECT * FROM {database.Database.Options.Database}.{name} WHERE {condition}", []);

    // The longer texts are asked for half of the questions; the view itself, the longest, in one state, another one for other names and seeds.
    private async Task<IReadOnlyList<string>> FaultsAsync(ViewFile view, ViewDatabase database, Question question, bool isDirect)
    {
        Row[] expected = [.. ReferenceViews.All[view.Name](rig.Traffic, question)];
        var given = (await AskedView.AsServerAsync(database, view, question)).DifferenceTo(expected);
        var rendered = isDirect ? (await AskedView.RenderedAsync(database.Database, view, question)).DifferenceTo(expected) : "";
        var direct = isDirect && (int)database.State == (rig.Seed + view.Name.Length) % rig.Databases.Count
            ? (await AskedView.DirectAsync(database.Database, view, question)).DifferenceTo(expected)
            : "";
        return [.. new[] { ("as the server asks", given), ("rendered", rendered), ("direct", direct) }
            .Where(answer => answer.Item2 != "")
            .Select(answer => $"{database.State}, {answer.Item1}: {JsonSerializer.Serialize(question)}\n{answer.Item2}")];
    }

    private static ViewFile ViewOf(string name) => ViewFile.Embedded.Single(view => view.Name == name);

    private static Question With(Question question, string key) => question with { Filter = new Dictionary<string, string[]> { [key] = ["DE", "US"] } };

    private static long At(int year, int month) => new DateTimeOffset(year, month, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private Questions QuestionsFor(ViewFile view) => new(view, rig.Made.Rows, rig.Seed + ViewFile.Embedded.ToList().IndexOf(view));
}
