using Spectre.Console;

namespace Ingest.Commands;

/// <summary>What goes to a file or to another program has whole lines and no colours.</summary>
internal static class PlainConsole
{
    private const int Width = 400;

    /// <summary>Makes it so, unless a person looks at a terminal.</summary>
    public static void Prepare()
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = Width;
            AnsiConsole.Profile.Capabilities.Ansi = false;
        }
    }

    /// <summary>A console that writes so to a file.</summary>
    public static IAnsiConsole Create(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = Width;
        return console;
    }
}
