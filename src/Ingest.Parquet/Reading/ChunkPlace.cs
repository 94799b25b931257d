namespace Ingest.Parquet.Reading;

/// <summary>Where a column chunk lies, as the footer says.</summary>
/// <param name="Type">Its physical type.</param>
/// <param name="Codec">How it is compressed.</param>
/// <param name="Entries">Its levels.</param>
/// <param name="Offset">Where its first page begins.</param>
/// <param name="Bytes">Its length.</param>
internal readonly record struct ChunkPlace(int Type, int Codec, long Entries, long Offset, long Bytes);
