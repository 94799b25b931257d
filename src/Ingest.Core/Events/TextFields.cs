namespace Ingest.Core.Events;

/// <summary>Facts about <see cref="TextField"/> that code of several stages needs.</summary>
public static class TextFields
{
    /// <summary>Number of text fields.</summary>
    public const int Count = (int)TextField.Currency + 1;
}
