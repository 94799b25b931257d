using Ingest.Parquet.Schema;
using Ingest.Parquet.Thrift;

namespace Ingest.Parquet.Writing;

/// <summary>Writes a schema as the list of its elements, parents before children, each with its field id and both forms of its logical type.</summary>
internal sealed class SchemaWriter(CompactWriter thrift)
{
    private const int Required = 0;
    private const int Optional = 1;
    private const int Repeated = 2;

    /// <summary>Writes the list and gives the number of columns of values.</summary>
    public int Write(RecordSchema schema)
    {
        var maps = schema.Columns.Count(column => column.Type == ColumnType.Map);
        thrift.BeginList(2, CompactType.Struct, 1 + schema.Columns.Count + (3 * maps));
        thrift.BeginStruct();
        thrift.Text(4, "table");
        thrift.I32(5, schema.Columns.Count);
        thrift.EndStruct();
        foreach (var column in schema.Columns)
        {
            if (column.Type == ColumnType.Map)
            {
                WriteMap(column);
            }
            else
            {
                WriteValue(column);
            }
        }

        return schema.Columns.Count + maps;
    }

    private void WriteMap(ColumnSchema column)
    {
        const int convertedMap = 1;
        const short logicalMap = 2;
        thrift.BeginStruct();
        thrift.I32(3, column.IsRequired ? Required : Optional);
        thrift.Text(4, column.Name);
        thrift.I32(5, 1);
        thrift.I32(6, convertedMap);
        thrift.I32(9, column.FieldId);
        thrift.BeginStruct(10);
        thrift.EmptyStruct(logicalMap);
        thrift.EndStruct();
        thrift.EndStruct();

        thrift.BeginStruct();
        thrift.I32(3, Repeated);
        thrift.Text(4, "key_value");
        thrift.I32(5, 2);
        thrift.EndStruct();

        foreach (var leaf in Leaf.Of(column))
        {
            WriteValue(leaf.Schema);
        }
    }

    private void WriteValue(ColumnSchema column)
    {
        var type = Leaf.PhysicalTypeOf(column.Type);
        thrift.BeginStruct();
        thrift.I32(1, (int)type);
        if (type == PhysicalType.FixedLengthByteArray)
        {
            thrift.I32(2, Leaf.UuidBytes);
        }

        thrift.I32(3, column.IsRequired ? Required : Optional);
        thrift.Text(4, column.Name);
        WriteConverted(column);
        thrift.I32(9, column.FieldId);
        WriteLogical(column);
        thrift.EndStruct();
    }

    private void WriteConverted(ColumnSchema column)
    {
        int? converted = column.Type switch
        {
            ColumnType.String => 0,
            ColumnType.Decimal => 5,
            ColumnType.Date => 6,
            ColumnType.Timestamp => 10,
            _ => null,
        };
        if (converted is { } number)
        {
            thrift.I32(6, number);
        }

        if (column.Type == ColumnType.Decimal)
        {
            thrift.I32(7, column.Scale);
            thrift.I32(8, column.Precision);
        }
    }

    private void WriteLogical(ColumnSchema column)
    {
        short? logical = column.Type switch
        {
            ColumnType.String => 1,
            ColumnType.Decimal => 5,
            ColumnType.Date => 6,
            ColumnType.Timestamp => 8,
            ColumnType.Uuid => 14,
            _ => null,
        };
        if (logical is not { } number)
        {
            return;
        }

        thrift.BeginStruct(10);
        thrift.BeginStruct(number);
        if (column.Type == ColumnType.Decimal)
        {
            thrift.I32(1, column.Scale);
            thrift.I32(2, column.Precision);
        }
        else if (column.Type == ColumnType.Timestamp)
        {
            const short micros = 2;
            thrift.Bool(1, value: true);
            thrift.BeginStruct(2);
            thrift.EmptyStruct(micros);
            thrift.EndStruct();
        }

        thrift.EndStruct();
        thrift.EndStruct();
    }
}
