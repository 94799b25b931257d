namespace Ingest.Commands.Import;

/// <summary>One line of the input.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Bytes">Its bytes without the line's end; null when it is too long to be a message.</param>
internal readonly record struct ImportLine(long Number, byte[]? Bytes);

/// <summary>One line as it is sent.</summary>
/// <param name="Line">The line.</param>
/// <param name="Message">The message in JSON.</param>
internal readonly record struct ImportItem(ImportLine Line, byte[] Message);

/// <summary>Why a line is not stored.</summary>
/// <param name="Reason">Short name, to count by.</param>
/// <param name="Text">For a person.</param>
internal readonly record struct ImportFault(string Reason, string Text);
