using Ingest.Parquet.Schema;

namespace Ingest.Parquet.Reading;

/// <summary>Makes a schema of a file's elements: values and maps, of the types that this project writes.</summary>
internal sealed class SchemaTree(IReadOnlyList<SchemaElement> elements)
{
    private const int Repeated = 2;
    private const short LogicalUuid = 14;
    private const short LogicalString = 1;
    private const short LogicalDecimal = 5;
    private const short LogicalDate = 6;
    private const short LogicalTimestamp = 8;

    private int _next = 1;
    private int _leaves;

    /// <summary>The columns, and the number of each one's first column of values.</summary>
    public IReadOnlyList<ColumnPlace> Read()
    {
        if (elements.Count == 0 || elements[0].Children < 1 || elements[0].Children >= elements.Count)
        {
            throw ParquetException.Damaged("the schema", "has no columns, or not as many as it says");
        }

        var columns = new List<ColumnPlace>();
        for (var i = 0; i < elements[0].Children; i++)
        {
            var first = _leaves;
            columns.Add(new ColumnPlace(ReadColumn(), first));
        }

        if (_next != elements.Count)
        {
            throw ParquetException.Damaged("the schema", "has elements that belong to no column");
        }

        try
        {
            SchemaCheck.Require(new RecordSchema([.. columns.Select(column => column.Schema)]));
        }
        catch (ArgumentException e)
        {
            throw new ParquetException(ParquetException.Damaged("the schema", "contradicts itself").Message, e);
        }

        return columns;
    }

    private ColumnSchema ReadColumn()
    {
        var element = Next();
        return element.Type is not null && element.Children == 0 ? Value(element) : Map(element);
    }

    private ColumnSchema Map(SchemaElement element)
    {
        const int convertedMap = 1;
        const short logicalMap = 2;
        if ((element.Logical != logicalMap && element.Converted != convertedMap) || element.Children != 1 || element.Repetition == Repeated)
        {
            throw ParquetException.Unsupported($"the column {element.Name}", "is a group that is no map");
        }

        var pairs = Next();
        if (pairs.Repetition != Repeated || pairs.Children != 2)
        {
            throw ParquetException.Unsupported($"the column {element.Name}", "is a map of other than two levels of key and value");
        }

        var key = Value(Next());
        var value = Next();
        if (key.Type != ColumnType.String || !key.IsRequired || value.Type is null)
        {
            throw ParquetException.Unsupported($"the column {element.Name}", "is a map whose keys are no required texts, or whose values are nested");
        }

        return ColumnSchema.Map(Id(element), element.Name, element.Repetition == 0, key.FieldId, Value(value));
    }

    private ColumnSchema Value(SchemaElement element)
    {
        if (element.Repetition is not (0 or 1) || element.Type is null || element.Children != 0)
        {
            throw ParquetException.Unsupported($"the column {element.Name}", "is repeated or nested");
        }

        _leaves++;
        return new ColumnSchema(Id(element), element.Name, TypeOf(element), element.Repetition == 0) { Precision = element.Precision, Scale = element.Scale };
    }

    private static ColumnType TypeOf(SchemaElement element) => ((PhysicalType?)element.Type, element.Logical, element.Converted) switch
    {
        (PhysicalType.Boolean, 0, null) => ColumnType.Boolean,
        (PhysicalType.Int32, LogicalDate, _) => ColumnType.Date,
        (PhysicalType.Int32, 0, null) => ColumnType.Int,
        (PhysicalType.Int64, LogicalDecimal, _) => ColumnType.Decimal,
        (PhysicalType.Int64, LogicalTimestamp, _) when element.IsUtcMicros => ColumnType.Timestamp,
        (PhysicalType.Int64, 0, null) => ColumnType.Long,
        (PhysicalType.Double, 0, null) => ColumnType.Double,
        (PhysicalType.ByteArray, LogicalString, _) => ColumnType.String,
        (PhysicalType.FixedLengthByteArray, LogicalUuid, _) when element.TypeLength == Leaf.UuidBytes => ColumnType.Uuid,
        _ => throw ParquetException.Unsupported($"the column {element.Name}", $"has the type {element.Type}, logical {element.Logical}"),
    };

    private SchemaElement Next() =>
        _next < elements.Count ? elements[_next++] : throw ParquetException.Damaged("the schema", "has fewer elements than it says");

    private static int Id(SchemaElement element) =>
        element.FieldId ?? throw ParquetException.Unsupported($"the column {element.Name}", "has no field id");
}
