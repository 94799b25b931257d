using System.Globalization;
using System.Text;
using Ingest.Settings;

namespace Ingest.Commands;

/// <summary>The server that runs on a data folder, as its run file and the system tell of it. It is never disturbed, and its lock never taken.</summary>
/// <param name="Run">What it has written of itself.</param>
internal sealed record RunningServer(RunFile Run)
{
    private const string Prefix = "INGEST__";

    private static readonly string[] OtherNames = [.. UmamiEnvironment.Names, "INGEST_LIBCHDB"];

    private static readonly (string Option, string Key)[] Options =
        [("--urls", "Server:Urls"), ("--clickhouse-port", "Server:ClickHousePort")];

    /// <summary>True when its environment could be read, so that the settings are those it has.</summary>
    public bool IsTakenOn { get; private set; }

    /// <summary>Null when none runs; one that was killed has left its file.</summary>
    public static RunningServer? Find(string dataPath) =>
        RunFile.Read(dataPath) is { } run && IsAlive(run.ProcessId) ? new RunningServer(run) : null;

    /// <summary>Gives this process the server's variables and working folder, and returns what its command line says.</summary>
    public Dictionary<string, string?> TakeOn()
    {
        try
        {
            var variables = Texts("environ").Select(text => text.Split('=', 2)).Where(pair => pair.Length == 2 && IsOurs(pair[0])).ToArray();
            var arguments = Texts("cmdline");
            if (new DirectoryInfo($"{Folder}/cwd").ResolveLinkTarget(returnFinalTarget: true) is { Exists: true } working)
            {
                Directory.SetCurrentDirectory(working.FullName);
            }

            foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(IsOurs).ToArray())
            {
                Environment.SetEnvironmentVariable(name, value: null);
            }

            foreach (var pair in variables)
            {
                Environment.SetEnvironmentVariable(pair[0], pair[1]);
            }

            IsTakenOn = true;
            return Options
                .Select(option => (option.Key, Value: ValueOf(arguments, option.Option)))
                .Where(option => option.Value is not null)
                .ToDictionary(option => option.Key, option => option.Value);
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            // Another user's process: the settings are read as this shell has them.
            IsTakenOn = false;
            return [];
        }
    }

    /// <summary>The files of the process under <c>/proc</c>.</summary>
    public string Folder => string.Create(CultureInfo.InvariantCulture, $"/proc/{Run.ProcessId}");

    private static bool IsAlive(int process)
    {
        var file = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/cmdline");
        return File.Exists(file) && File.ReadAllText(file).Contains("ingest", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsOurs(string name) => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || OtherNames.Contains(name);

    private string[] Texts(string file) => Encoding.UTF8.GetString(File.ReadAllBytes($"{Folder}/{file}")).Split('\0', StringSplitOptions.RemoveEmptyEntries);

    private static string? ValueOf(string[] arguments, string option)
    {
        var place = Array.FindIndex(arguments, argument => argument == option || argument.StartsWith(option + "=", StringComparison.Ordinal));
        return place < 0 ? null
            : arguments[place].Length > option.Length ? arguments[place][(option.Length + 1)..]
            : place + 1 < arguments.Length ? arguments[place + 1] : null;
    }
}
