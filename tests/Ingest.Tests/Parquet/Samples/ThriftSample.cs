using Ingest.Parquet.Buffers;
using Ingest.Parquet.Thrift;

namespace Ingest.Tests.Parquet.Samples;

/// <summary>A random struct of Thrift: fields, some of them lists and structs. Told as a text, which any decoder can be made to write.</summary>
internal sealed class ThriftSample
{
    private static readonly CompactType[] Types =
        [CompactType.True, CompactType.I16, CompactType.I32, CompactType.I64, CompactType.Binary, CompactType.List, CompactType.Struct];

    private readonly List<(short Id, CompactType Type, object Value)> _fields = [];

    private ThriftSample()
    {
    }

    public static ThriftSample Make(Random random, int depth = 0)
    {
        var sample = new ThriftSample();
        for (var id = random.Next(3); id < 200 && sample._fields.Count < 12; id += random.Next(1, random.Next(2) == 0 ? 3 : 40))
        {
            var type = Types[random.Next(depth < 5 ? Types.Length : Types.Length - 2)];
            sample._fields.Add(((short)(id + 1), type, type == CompactType.List ? List(random, depth) : Value(type, random, depth)));
        }

        return sample;
    }

    /// <summary>Without types: <c>{1:5,3:x0aff,4:[true,false]}</c>.</summary>
    public override string ToString() => $"{{{string.Join(',', _fields.Select(field => $"{field.Id}:{Tell(field.Value)}"))}}}";

    public byte[] Write()
    {
        var output = new ByteBuffer();
        var writer = new CompactWriter(output);
        writer.BeginStruct();
        Write(writer);
        return output.Written.ToArray();
    }

    /// <summary>Reads fields as this sample has them, and gives what was read; fields whose number is even are passed over when asked for.</summary>
    public string Read(ref CompactReader reader, bool skipsEven)
    {
        var told = new List<string>();
        var next = 0;
        for (short id = 0; reader.NextField(ref id, out var type);)
        {
            var field = _fields[next++];
            if (skipsEven && id % 2 == 0)
            {
                reader.Skip(type);
                continue;
            }

            told.Add($"{id}:{(field.Value is ThriftList list ? list.Read(ref reader, type) : ReadValue(ref reader, type, field.Value))}");
        }

        return $"{{{string.Join(',', told)}}}";
    }

    public string TellOdd() => $"{{{string.Join(',', _fields.Where(field => field.Id % 2 != 0).Select(field => $"{field.Id}:{Tell(field.Value)}"))}}}";

    private static string ReadValue(ref CompactReader reader, CompactType type, object value) => value switch
    {
        bool => Tell(reader.Bool(type)),
        short => Tell(reader.I16(type)),
        int => Tell(reader.I32(type)),
        long => Tell(reader.I64(type)),
        byte[] => Tell(reader.Binary(type).ToArray()),
        ThriftSample sample => sample.Read(ref reader, skipsEven: false),
        _ => throw new ArgumentException(value.ToString(), nameof(value)),
    };

    private void Write(CompactWriter writer)
    {
        foreach (var (id, _, value) in _fields)
        {
            switch (value)
            {
                case bool known: writer.Bool(id, known); break;
                case short known: writer.I16(id, known); break;
                case int known: writer.I32(id, known); break;
                case long known: writer.I64(id, known); break;
                case byte[] known: writer.Binary(id, known); break;
                case ThriftSample known: writer.BeginStruct(id); known.Write(writer); break;
                case ThriftList known: known.Write(writer, id); break;
            }
        }

        writer.EndStruct();
    }

    private static object Value(CompactType type, Random random, int depth) => type switch
    {
        CompactType.True => random.Next(2) == 0,
        CompactType.I16 => (short)random.Next(short.MinValue, short.MaxValue + 1),
        CompactType.I32 => random.Next(3) switch { 0 => int.MinValue, 1 => int.MaxValue, _ => random.Next(-100, 100) },
        CompactType.I64 => random.Next(3) switch { 0 => long.MinValue, 1 => long.MaxValue, _ => random.NextInt64() },
        CompactType.Binary => Bytes(random),
        _ => Make(random, depth + 1),
    };

    private static ThriftList List(Random random, int depth)
    {
        var type = Types[random.Next(Types.Length)];
        type = type is CompactType.List or CompactType.I16 ? CompactType.I64 : type == CompactType.Struct && depth > 3 ? CompactType.Binary : type;
        return new ThriftList(type, [.. Enumerable.Range(0, random.Next(random.Next(2) == 0 ? 4 : 40)).Select(_ => Value(type, random, depth + 2))]);
    }

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(random.Next(4) == 0 ? 300 : 10)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Tell(object value) => value switch
    {
        bool known => known ? "true" : "false",
        byte[] known => "x" + Convert.ToHexStringLower(known),
        ThriftList known => $"[{string.Join(',', known.Values.Select(Tell))}]",
        IFormattable known => known.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private sealed record ThriftList(CompactType Type, List<object> Values)
    {
        public void Write(CompactWriter writer, short id)
        {
            writer.BeginList(id, Type, Values.Count);
            foreach (var value in Values)
            {
                switch (value)
                {
                    case bool known: writer.BoolElement(known); break;
                    case int known: writer.NumberElement(known); break;
                    case long known: writer.NumberElement(known); break;
                    case byte[] known: writer.BinaryElement(known); break;
                    case ThriftSample known: writer.BeginStruct(); known.Write(writer); break;
                }
            }
        }

        public string Read(ref CompactReader reader, CompactType type)
        {
            var told = new List<string>();
            var count = reader.BeginList(type, Type);
            for (var i = 0; i < count; i++)
                told.Add(Type == CompactType.True ? Tell(reader.BoolElement()) : ReadValue(ref reader, Type, Values[i]));
            return $"[{string.Join(',', told)}]";
        }
    }
}
