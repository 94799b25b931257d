using System.CommandLine;
using Ingest.Commands;
using Ingest.Commands.Build;
using Ingest.Commands.Doctor;
using Ingest.Commands.Lake;
using Ingest.Commands.Report;

var root = new RootCommand("Ingest: takes analytics events over HTTP, answers when they are on disk, and delivers each exactly once to ClickHouse, and to a lake of Iceberg tables.")
{
    ServeCommand.Create(),
    DemoCommand.Create(),
    ClickHouseCommand.Create(),
    SchemaCommand.Create(),
    ReportCommand.Create(),
    ExportCommand.Create(),
    SqlCommand.Create(),
    BuildCommand.Create(),
    SiteCommand.Create(),
    LinkCommand.Create(),
    PixelCommand.Create(),
    KeyCommand.Create(),
    WhyCommand.Create(),
    LogCommand.Create(),
    SinkCommand.Create(),
    SettingsCommand.Create(),
    DoctorCommand.Create(),
    ImportCommand.Create(),
    LakeCommand.Create(),
    QuarantineCommand.Create(),
};

// A stop delivers events within Server:ShutdownLimit, at most an hour: the default of two seconds would cut it.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromHours(1) };

// Without a command, serve.
string[] arguments = (args is [] || args[0].StartsWith('-')) && !args.Any(a => a is "--help" or "-h" or "-?" or "--version") ? ["serve", .. args] : args;
return await root.Parse(arguments).InvokeAsync(configuration);
