using System.CommandLine;

namespace Ingest.Commands;

/// <summary>Commands that change what they are told to.</summary>
internal static class CommandChange
{
    /// <summary>Refuses the command unless one of the options that it has by now is given.</summary>
    public static void RequireChange(this Command command)
    {
        Option[] options = [.. command.Options];
        command.Validators.Add(parsed =>
        {
            if (!options.Any(option => parsed.GetResult(option) is not null))
            {
                parsed.AddError($"Nothing to change: give {string.Join(", ", options.Select(option => option.Name))}.");
            }
        });
    }
}
