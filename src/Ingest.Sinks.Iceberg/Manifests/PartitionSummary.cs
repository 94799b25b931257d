using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Manifests;

/// <summary>Sums up one partition value of a manifest's files.</summary>
internal sealed class PartitionSummary(IcebergType type)
{
    // Java orders UUIDs by two signed halves (apache/iceberg issue 14216), all others by their bytes. A bound that is right for one order makes
    // readers of the other pass over rows.
    private readonly Range _range = new(Compare);
    private readonly Range _rangeOfJava = new(CompareAsJava);
    private bool _hasNull;
    private bool _hasNan;

    /// <summary>Takes a file's value.</summary>
    public void Add(object? value)
    {
        if (value is null)
        {
            _hasNull = true;
        }
        else if (value is double.NaN or float.NaN)
        {
            _hasNan = true;
        }
        else
        {
            _range.Add(value);
            _rangeOfJava.Add(value);
        }
    }

    /// <summary>The summary; null when readers would not understand it alike.</summary>
    public FieldSummary? ToSummary() =>
        !Equals(_range.Least, _rangeOfJava.Least) || !Equals(_range.Greatest, _rangeOfJava.Greatest) ? null
        : new FieldSummary(_hasNull, _hasNan, Bytes(_range.Least), Bytes(_range.Greatest));

    private byte[]? Bytes(object? bound) => bound is null ? null : SingleValue.ToBytes(type, bound);

    private static int Compare(object left, object right) => (left, right) switch
    {
        (int a, int b) => a.CompareTo(b),
        (long a, long b) => a.CompareTo(b),
        (bool a, bool b) => a.CompareTo(b),
        (BigInteger a, BigInteger b) => a.CompareTo(b),
        (Guid a, Guid b) => a.ToByteArray(bigEndian: true).AsSpan().SequenceCompareTo(b.ToByteArray(bigEndian: true)),
        (byte[] a, byte[] b) => a.AsSpan().SequenceCompareTo(b),
        (string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)),
        (float a, float b) => CompareNumbers(a, b),
        (double a, double b) => CompareNumbers(a, b),
        _ => throw new ArgumentException($"Partition values are of {left.GetType().Name} and {right.GetType().Name}.", nameof(right)),
    };

    // The specification puts -0.0 before +0.0.
    private static int CompareNumbers(double left, double right) =>
        left.CompareTo(right) is var order and not 0 ? order : double.IsNegative(right).CompareTo(double.IsNegative(left));

    private static int CompareAsJava(object left, object right)
    {
        if (left is not Guid leftUuid || right is not Guid rightUuid)
        {
            return Compare(left, right);
        }

        var (a, b) = (leftUuid.ToByteArray(bigEndian: true), rightUuid.ToByteArray(bigEndian: true));
        var first = BinaryPrimitives.ReadInt64BigEndian(a).CompareTo(BinaryPrimitives.ReadInt64BigEndian(b));
        return first != 0 ? first : BinaryPrimitives.ReadInt64BigEndian(a.AsSpan(8)).CompareTo(BinaryPrimitives.ReadInt64BigEndian(b.AsSpan(8)));
    }

    private sealed class Range(Comparison<object> compare)
    {
        public object? Least { get; private set; }

        public object? Greatest { get; private set; }

        public void Add(object value)
        {
            Least = Least is null || compare(value, Least) < 0 ? value : Least;
            Greatest = Greatest is null || compare(value, Greatest) > 0 ? value : Greatest;
        }
    }
}
