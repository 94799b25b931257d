using FsCheck;
using FsCheck.Fluent;
using Ingest.Core.Hashing;

namespace Ingest.Tests.Hashing;

public sealed class KeyedHashTests
{
    // Made with OpenSSL's implementation of SipHash-2-4: key 00 to 0f, input 00, 01, 02 and so on.
    [Theory]
    [InlineData(0, "A3817F04BA25A8E66DF67214C7550293")]
    [InlineData(1, "DA87C1D86B99AF44347659119B22FC45")]
    [InlineData(7, "A1F1EBBED8DBC153C0B84AA61FF08239")]
    [InlineData(8, "3B62A9BA6258F5610F83E264F31497B4")]
    [InlineData(15, "5493E99933B0A8117E08EC0F97CFC3D9")]
    [InlineData(16, "6EE2A4CA67B054BBFD3315BF85230577")]
    [InlineData(17, "473D06E8738DB89854C066C47AE47740")]
    [InlineData(63, "5150D1772F50834A503E069A973FBD7C")]
    public void Hashes_are_those_of_SipHash_2_4(int length, string expected)
    {
        var text = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
        var hash = KeyedHash.Of(text, 0x0706050403020100, 0x0f0e0d0c0b0a0908);
        var bytes = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128LittleEndian(bytes, hash);
        Assert.Equal(expected, Convert.ToHexString(bytes));
    }

    [Fact]
    public void Texts_that_differ_in_one_byte_or_in_length_have_other_hashes() => Check.QuickThrowOnFailure(Prop.ForAll<byte[], byte>((text, at) =>
    {
        var hash = KeyedHash.Of(text);
        var changed = text.ToArray();
        if (changed.Length > 0)
        {
            changed[at % changed.Length] ^= 1;
        }

        return hash == KeyedHash.Of(text.ToArray())
            && (text.Length == 0 || hash != KeyedHash.Of(changed))
            && hash != KeyedHash.Of([.. text, 0]);
    }));
}
