using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Manifests;

/// <summary>
/// Single values as bytes, for bounds (Iceberg specification, Appendix D). Their form here: <c>bool</c>; <c>int</c> (int, date); <c>long</c> (long, and
/// microseconds: time, timestamp, timestamptz); <c>float</c>; <c>double</c>; <c>string</c>; <see cref="Guid"/>; <c>byte[]</c> (fixed, binary);
/// <see cref="BigInteger"/> (the unscaled number of a decimal).
/// </summary>
internal static class SingleValue
{
    /// <summary>A value as bytes.</summary>
    /// <exception cref="ArgumentException">The value is not of the type.</exception>
    public static byte[] ToBytes(IcebergType type, object value) => (PrimitiveShape.Of(type), value) switch
    {
        ({ Name: "boolean" }, bool flag) => [flag ? (byte)1 : (byte)0],
        ({ Name: "int" or "date" }, int number) => BitConverter.GetBytes(LittleEndian(number)),
        ({ Name: "long" or "time" or "timestamp" or "timestamptz" }, long number) => BitConverter.GetBytes(LittleEndian(number)),
        ({ Name: "float" }, float number) => BitConverter.GetBytes(LittleEndian(BitConverter.SingleToInt32Bits(number))),
        ({ Name: "double" }, double number) => BitConverter.GetBytes(LittleEndian(BitConverter.DoubleToInt64Bits(number))),
        ({ Name: "string" }, string text) => Encoding.UTF8.GetBytes(text),
        ({ Name: "uuid" }, Guid uuid) => uuid.ToByteArray(bigEndian: true),
        ({ Name: "binary" }, byte[] bytes) => bytes,
        ({ Name: "fixed" } shape, byte[] bytes) when bytes.Length == shape.Length => bytes,
        ({ Name: "decimal" } shape, BigInteger number) when number.GetByteCount() <= shape.Length => number.ToByteArray(isBigEndian: true),
        _ => throw new ArgumentException($"A value of the type {TableJson.ToText(type)} cannot be {value.GetType().Name} {value}.", nameof(value)),
    };

    /// <summary>A value from bytes. A type may have become wider since: an int is read as a long, a float as a double.</summary>
    /// <exception cref="IcebergException">The bytes are no value of the type.</exception>
    public static object FromBytes(IcebergType type, ReadOnlySpan<byte> bytes) => (PrimitiveShape.Of(type), bytes.Length) switch
    {
        ({ Name: "boolean" }, 1) => bytes[0] != 0,
        ({ Name: "int" or "date" }, sizeof(int)) => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        ({ Name: "long" or "time" or "timestamp" or "timestamptz" }, sizeof(long)) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        ({ Name: "long" }, sizeof(int)) => (long)BinaryPrimitives.ReadInt32LittleEndian(bytes),
        ({ Name: "float" }, sizeof(float)) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        ({ Name: "double" }, sizeof(double)) => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        ({ Name: "double" }, sizeof(float)) => (double)BinaryPrimitives.ReadSingleLittleEndian(bytes),
        ({ Name: "string" }, _) => Encoding.UTF8.GetString(bytes),
        ({ Name: "uuid" }, 16) => new Guid(bytes, bigEndian: true),
        ({ Name: "binary" }, _) => bytes.ToArray(),
        ({ Name: "fixed" } shape, var length) when length == shape.Length => bytes.ToArray(),
        ({ Name: "decimal" } shape, var length) when length > 0 && length <= shape.Length => new BigInteger(bytes, isBigEndian: true),
        _ => throw new IcebergException($"{bytes.Length} bytes are no value of the type {TableJson.ToText(type)}."),
    };

    private static int LittleEndian(int value) => BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);

    private static long LittleEndian(long value) => BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
}
