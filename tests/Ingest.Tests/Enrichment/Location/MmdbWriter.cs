using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Ingest.Core.Intake.Addresses;

namespace Ingest.Tests.Enrichment.Location;

/// <summary>Writes small databases in the MaxMind DB format.</summary>
internal sealed class MmdbWriter(int recordSize, int ipVersion)
{
    private const long Empty = -1;

    // A positive record is a node, a record below Empty a value: -2 - offset.
    private readonly List<long[]> _nodes = [[Empty, Empty]];
    private readonly MmdbEncoder _values = new();

    public int FormatVersion { get; init; } = 2;

    public ulong BuildEpoch { get; init; } = 1_700_000_000;

    public static Dictionary<string, object> Place(string? country, string? region = null, string? city = null, string? registered = null)
    {
        var place = new Dictionary<string, object>(StringComparer.Ordinal);
        if (city is not null)
        {
            place["city"] = new Dictionary<string, object> { ["geoname_id"] = 2643743u, ["names"] = new Dictionary<string, object> { ["de"] = city + " (de)", ["en"] = city } };
        }

        place["location"] = new Dictionary<string, object>
        {
            ["latitude"] = 51.5,
            ["accuracy_radius"] = (ushort)10,
            ["precise"] = true,
            ["offset"] = -3,
            ["weight"] = 1.5f,
            ["big"] = UInt128.MaxValue,
            ["raw"] = new byte[300],
            ["time"] = ulong.MaxValue,
        };
        if (country is not null)
        {
            place["country"] = new Dictionary<string, object> { ["iso_code"] = country };
        }

        if (registered is not null)
        {
            place["registered_country"] = new Dictionary<string, object> { ["is_in_european_union"] = false, ["iso_code"] = registered };
        }

        if (region is not null)
        {
            place["subdivisions"] = new object[] { new Dictionary<string, object> { ["iso_code"] = region }, new Dictionary<string, object> { ["iso_code"] = "second" } };
        }

        return place;
    }

    public MmdbWriter Add(string network, object value) => Insert(network, -2 - _values.Write(value));

    /// <summary>Puts raw bytes in the place of a value.</summary>
    public MmdbWriter AddRaw(string network, byte[] value) => Insert(network, -2 - _values.WriteRaw(value));

    /// <summary>Makes a network lead to where the IPv4 addresses are.</summary>
    public MmdbWriter AddAlias(string network)
    {
        long node = 0;
        for (var i = 0; i < 96; i++)
        {
            node = _nodes[(int)node][0];
        }

        return Insert(network, node);
    }

    public byte[] Build()
    {
        using var file = new MemoryStream();
        foreach (var node in _nodes)
        {
            WriteNode(file, Record(node[0]), Record(node[1]));
        }

        file.Write(new byte[16]);
        file.Write(_values.ToArray());
        file.Write([0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8]);
        file.Write(Metadata());
        return file.ToArray();
    }

    private byte[] Metadata()
    {
        var encoder = new MmdbEncoder();
        encoder.Write(new Dictionary<string, object>
        {
            ["binary_format_major_version"] = (ushort)FormatVersion,
            ["binary_format_minor_version"] = (ushort)0,
            ["build_epoch"] = BuildEpoch,
            ["database_type"] = "Test-City",
            ["description"] = new Dictionary<string, object> { ["en"] = "test" },
            ["ip_version"] = (ushort)ipVersion,
            ["languages"] = new object[] { "en" },
            ["node_count"] = (uint)_nodes.Count,
            ["record_size"] = (ushort)recordSize,
        });
        return encoder.ToArray();
    }

    private MmdbWriter Insert(string network, long target)
    {
        var slash = network.IndexOf('/', StringComparison.Ordinal);
        if (!ClientIp.TryParse(Encoding.ASCII.GetBytes(network[..slash]), out var address))
        {
            throw new ArgumentException($"{network} is no network.", nameof(network));
        }

        var length = int.Parse(network[(slash + 1)..], CultureInfo.InvariantCulture);
        var isMapped = network.StartsWith("::ffff:0:0/", StringComparison.Ordinal);
        var bits = isMapped ? (UInt128)0xFFFF << 32 : address.Bits;
        if (!isMapped && address.IsV4)
        {
            (bits, length) = ipVersion == 6 ? (bits, length + 96) : (bits << 96, length);
        }

        var node = 0;
        for (var i = 0; i < length - 1; i++)
        {
            node = Child(node, (int)(bits >> (127 - i)) & 1);
        }

        _nodes[node][(int)(bits >> (128 - length)) & 1] = target;
        return this;
    }

    private int Child(int node, int side)
    {
        if (_nodes[node][side] == Empty)
        {
            _nodes.Add([Empty, Empty]);
            _nodes[node][side] = _nodes.Count - 1;
        }

        return (int)_nodes[node][side];
    }

    private uint Record(long target) => (uint)(target >= 0 ? target : target == Empty ? _nodes.Count : _nodes.Count + 16 + (-2 - target));

    private void WriteNode(MemoryStream file, uint left, uint right)
    {
        Span<byte> bytes = stackalloc byte[8];
        switch (recordSize)
        {
            case 24:
                BinaryPrimitives.WriteUInt64BigEndian(bytes, ((ulong)left << 24) | right);
                file.Write(bytes[2..]);
                break;
            case 28:
                BinaryPrimitives.WriteUInt64BigEndian(bytes, ((ulong)(left & 0xFFFFFF) << 32) | ((ulong)(left >> 24) << 28) | right);
                file.Write(bytes[1..]);
                break;
            default:
                BinaryPrimitives.WriteUInt64BigEndian(bytes, ((ulong)left << 32) | right);
                file.Write(bytes);
                break;
        }
    }
}
