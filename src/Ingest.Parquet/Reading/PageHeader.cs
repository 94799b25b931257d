using Ingest.Parquet.Encodings;
using Ingest.Parquet.Thrift;

namespace Ingest.Parquet.Reading;

/// <summary>A page's header.</summary>
internal record struct PageHeader
{
    private const int DataKind = 0;
    private const int DictionaryKind = 2;

    private int _kind;
    private bool _hasFields;

    public int UncompressedBytes { get; private set; }

    public int CompressedBytes { get; private set; }

    public int? Checksum { get; private set; }

    public int Entries { get; private set; }

    public ValueEncoding Encoding { get; private set; }

    public readonly bool IsDictionary => _kind == DictionaryKind;

    public static PageHeader Read(ref CompactReader reader, string part)
    {
        var header = new PageHeader { _kind = -1 };
        for (short id = 0; reader.NextField(ref id, out var type);)
        {
            switch (id)
            {
                case 1: header._kind = reader.I32(type); break;
                case 2: header.UncompressedBytes = reader.I32(type); break;
                case 3: header.CompressedBytes = reader.I32(type); break;
                case 4: header.Checksum = reader.I32(type); break;
                case 5 or 7 when type == CompactType.Struct: header.ReadFields(ref reader, isData: id == 5, part); break;
                default: reader.Skip(type); break;
            }
        }

        if (header._kind is not (DataKind or DictionaryKind))
        {
            throw ParquetException.Unsupported(part, $"is a page of type {header._kind}, not one of data of version 1 or a dictionary");
        }

        return header.UncompressedBytes >= 0 && header.CompressedBytes >= 0 && header.Entries >= 0 && header._hasFields
            ? header
            : throw ParquetException.Damaged(part, "has a header that cannot be");
    }

    private void ReadFields(ref CompactReader reader, bool isData, string part)
    {
        _hasFields = true;
        for (short id = 0; reader.NextField(ref id, out var type);)
        {
            switch (id)
            {
                case 1:
                    Entries = reader.I32(type);
                    break;
                case 2:
                    Encoding = (ValueEncoding)reader.I32(type);
                    break;
                case 3 or 4 when isData:
                    if ((ValueEncoding)reader.I32(type) != ValueEncoding.Rle)
                    {
                        throw ParquetException.Unsupported(part, "has levels of an encoding other than RLE");
                    }

                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
    }
}
