namespace Ingest.Parquet;

/// <summary>A Parquet file is damaged, or holds what this reader does not support; the message names the part and the remedy.</summary>
public sealed class ParquetException : IOException
{
    /// <summary>The exception without a message.</summary>
    public ParquetException()
    {
    }

    /// <summary>The exception with a message.</summary>
    public ParquetException(string message)
        : base(message)
    {
    }

    /// <summary>The exception with a message and its cause.</summary>
    public ParquetException(string message, Exception inner)
        : base(message, inner)
    {
    }

    internal static ParquetException Damaged(string part, string what) =>
        new($"The Parquet file is damaged: {part} {what}. Take the file from a backup, or remove it from the table.");

    internal static ParquetException Unsupported(string part, string what) =>
        new($"The Parquet file is not one that this reader supports: {part} {what}. Read it with another tool, or write it anew with Ingest.");
}
