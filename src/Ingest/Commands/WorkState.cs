namespace Ingest.Commands;

/// <summary>Where some work is.</summary>
/// <param name="Done">How much is done, in the unit of the whole.</param>
/// <param name="Text">The same for a person, in one line.</param>
internal readonly record struct WorkState(double Done, string Text);
