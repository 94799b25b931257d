using Ingest.Parquet.Thrift;

namespace Ingest.Parquet.Reading;

/// <summary>One element of a file's schema, as it is written.</summary>
internal sealed record SchemaElement
{
    public int? Type { get; private set; }

    public int TypeLength { get; private set; }

    public int Repetition { get; private set; }

    public string Name { get; private set; } = "";

    public int Children { get; private set; }

    public int? Converted { get; private set; }

    public int Scale { get; private set; }

    public int Precision { get; private set; }

    public int? FieldId { get; private set; }

    /// <summary>Which logical type: the field of the union that is set.</summary>
    public short Logical { get; private set; }

    /// <summary>True for a timestamp of UTC in microseconds.</summary>
    public bool IsUtcMicros { get; private set; }

    public static SchemaElement Read(ref CompactReader reader)
    {
        var element = new SchemaElement();
        for (short id = 0; reader.NextField(ref id, out var type);)
        {
            switch (id)
            {
                case 1: element.Type = reader.I32(type); break;
                case 2: element.TypeLength = reader.I32(type); break;
                case 3: element.Repetition = reader.I32(type); break;
                case 4: element.Name = reader.Text(type); break;
                case 5: element.Children = reader.I32(type); break;
                case 6: element.Converted = reader.I32(type); break;
                case 7: element.Scale = reader.I32(type); break;
                case 8: element.Precision = reader.I32(type); break;
                case 9: element.FieldId = reader.I32(type); break;
                case 10 when type == CompactType.Struct: element.ReadLogical(ref reader); break;
                default: reader.Skip(type); break;
            }
        }

        return element;
    }

    private void ReadLogical(ref CompactReader reader)
    {
        const short timestamp = 8;
        for (short id = 0; reader.NextField(ref id, out var type);)
        {
            Logical = id;
            if (id == timestamp && type == CompactType.Struct)
            {
                ReadTimestamp(ref reader);
            }
            else
            {
                reader.Skip(type);
            }
        }
    }

    private void ReadTimestamp(ref CompactReader reader)
    {
        const short micros = 2;
        var (isUtc, unit) = (false, (short)0);
        for (short id = 0; reader.NextField(ref id, out var type);)
        {
            if (id == 1)
            {
                isUtc = reader.Bool(type);
            }
            else if (id == 2 && type == CompactType.Struct)
            {
                for (short field = 0; reader.NextField(ref field, out var unitType);)
                {
                    unit = field;
                    reader.Skip(unitType);
                }
            }
            else
            {
                reader.Skip(type);
            }
        }

        IsUtcMicros = isUtc && unit == micros;
    }
}
