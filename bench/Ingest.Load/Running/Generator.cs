using System.ComponentModel;
using System.Net;
using Ingest.Load.Traffic;
using Ingest.Load.Wire;

namespace Ingest.Load.Running;

/// <summary>One thread of the generator: its connections, what it sends on them and what it makes of the replies.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal sealed class Generator : IDisposable
{
    private const long OpenPause = RunClock.Second / 5;
    private const long OpenLimit = 5 * RunClock.Second;
    private const long Tick = RunClock.Second / 20;

    private readonly RunShared _shared;
    private readonly LoadPlan _plan;
    private readonly RunClock _clock;
    private readonly Poller _poller = new();
    private readonly Connection[] _connections;
    private readonly Queue<Connection> _free;
    private readonly RequestWriter _requests;
    private readonly Arrivals? _arrivals;
    private readonly TallyBook _book;
    private readonly byte[] _address;
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _sweepAt;
    private bool _isMeasuring;
    private int _unsentInWarmUp;

    /// <summary>Prepares one thread's share of the connections.</summary>
    public Generator(RunShared shared, int thread)
    {
        (_shared, _plan, _clock) = (shared, shared.Plan, shared.Clock);
        var messages = new MessageWriter(_plan.Sites, _plan.Marker, namesClient: _plan.BatchSize > 1);
        _connections =
        [
            .. Enumerable.Range(0, _plan.Connections).Where(index => index % _plan.Threads == thread)
                .Select((index, key) => new Connection(key, new Lane(_plan, messages, index))),
        ];
        _free = new Queue<Connection>(_connections.Length);
        _requests = new RequestWriter(_plan);
        _arrivals = _plan.Rate is null ? null : new Arrivals(_plan, thread);
        _book = new TallyBook(shared, thread == 0);
        var address = shared.Target.Serialize();
        _address = address.Buffer.Span[..address.Size].ToArray();
    }

    /// <summary>Complete when all connections are open; fails with <see cref="LoadException"/> when they cannot be.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Complete when the last reply is there.</summary>
    public Task Done => _done.Task;

    /// <summary>Complete when the thread has ended, well or not.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Processor time of the process when measuring began and ended; of the first thread alone.</summary>
    public (TimeSpan Begin, TimeSpan End) Cpu => _book.Cpu;

    /// <summary>Starts the thread.</summary>
    public void Start() => new Thread(Run) { IsBackground = true, Name = "load" }.Start();

    public void Dispose() => _poller.Dispose();

    private void Run()
    {
        try
        {
            ConnectionOpener.Open(_shared, _connections, _poller, _address);
            _opened.SetResult();
            while (_clock.Now < _clock.Begin && !_shared.IsAbandoned)
            {
                HandleReady(RunClock.Second / 1000);
            }

            Load();
            Drain();
            _book.Close();
            _done.SetResult();
        }
        catch (Exception fault) when (fault is LoadException or Win32Exception)
        {
            _ = _opened.TrySetException(fault);
            _ = _done.TrySetException(fault);
        }
        finally
        {
            foreach (var connection in _connections)
            {
                connection.Close(0);
            }

            _ended.SetResult();
        }
    }

    private void Load()
    {
        var now = _clock.Now;
        _book.At(now);
        foreach (var connection in _connections)
        {
            GoOn(connection, now);
        }

        while ((now = _clock.Now) < _clock.End)
        {
            DropWarmUp(now);
            var tally = _book.At(now);
            if (_arrivals is not null)
            {
                tally.RequestsUnsent += _arrivals.Advance(_clock.Begin, now);
                SendWaiting(now);
            }

            Sweep(now, opensAgain: true);
            HandleReady(_arrivals is null || (_arrivals.Waiting > 0 && _free.Count == 0) ? Tick : Math.Min(Tick, _arrivals.Until(now)));
        }
    }

    // What a cold server could not take in time is no part of what is measured: measuring begins with an empty queue.
    private void DropWarmUp(long now)
    {
        if (_arrivals is not null && !_isMeasuring && now >= _clock.Measure)
        {
            // Up to that very instant: at 60,000 requests/s to a server that takes 800, one millisecond more of queue is 75 ms of replies.
            _isMeasuring = true;
            _unsentInWarmUp = _arrivals.Advance(_clock.Begin, _clock.Measure - 1) + _arrivals.Drop();
        }
    }

    private void Drain()
    {
        _book.At(_clock.Now).RequestsUnsent += _unsentInWarmUp + (_arrivals?.Drop() ?? 0);
        while (CountIn(ConnectionState.Busy) > 0)
        {
            Sweep(_clock.Now, opensAgain: false);
            HandleReady(Tick);
        }
    }

    private int CountIn(ConnectionState state)
    {
        var count = 0;
        foreach (var connection in _connections)
        {
            count += connection.State == state ? 1 : 0;
        }

        return count;
    }

    private void SendWaiting(long now)
    {
        while (_arrivals!.Waiting > 0 && _free.TryDequeue(out var connection))
        {
            connection.IsQueued = false;
            if (connection.State == ConnectionState.Free)
            {
                Send(connection, _arrivals.Take(), now);
            }
        }
    }

    private void Sweep(long now, bool opensAgain)
    {
        if (now < _sweepAt)
        {
            return;
        }

        _sweepAt = now + Tick;
        var limit = RunClock.Nanoseconds(_plan.ReplyLimit);
        foreach (var connection in _connections)
        {
            switch (connection.State)
            {
                case ConnectionState.Busy when now - connection.Since > limit:
                    _book.At(now).Timeouts++;
                    Break(connection, now);
                    break;
                case ConnectionState.Connecting when now - connection.Since > OpenLimit:
                    CloseUnopened(connection, now);
                    break;
                case ConnectionState.Closed when now >= connection.Since && opensAgain:
                    Open(connection, now);
                    break;
                default:
                    break;
            }
        }
    }

    private void HandleReady(long nanoseconds)
    {
        var count = _poller.Wait(nanoseconds);
        for (var i = 0; i < count; i++)
        {
            var (key, canRead, canWrite) = _poller.Ready(i);
            Handle(_connections[key], canRead, canWrite);
        }
    }

    private void Handle(Connection connection, bool canRead, bool canWrite)
    {
        switch (connection.State)
        {
            case ConnectionState.Connecting when connection.Finish(_poller) == 0:
                GoOn(connection, _clock.Now);
                break;
            case ConnectionState.Connecting:
                CloseUnopened(connection, _clock.Now);
                break;
            case ConnectionState.Busy when canWrite && !connection.SendRest(_poller):
                BreakCounted(connection);
                break;
            case ConnectionState.Busy when canRead:
                Receive(connection);
                break;
            case ConnectionState.Free when canRead:
                CloseFree(connection, _clock.Now);
                break;
            default:
                break;
        }
    }

    private void Receive(Connection connection)
    {
        var count = connection.Receive();
        if (count is 0 or -2)
        {
            BreakCounted(connection);
            return;
        }

        if (count < 0)
        {
            return;
        }

        var now = _clock.Now;
        var tally = _book.At(now);
        tally.BytesReceived += count;
        switch (connection.Reader.Read(out var reply))
        {
            case ReplyState.Complete:
                Take(connection, reply, tally, now);
                break;
            case ReplyState.Broken:
                tally.BadReplies++;
                Break(connection, now);
                break;
            case ReplyState.Incomplete:
            default:
                break;
        }
    }

    private void Take(Connection connection, in Reply reply, IntervalTally tally, long now)
    {
        tally.Requests++;
        if (connection.Intended >= _clock.Measure || tally.Second < 0)
        {
            tally.Latency.Record(now - connection.Intended);
        }

        var verdict = ReplyJudge.Judge(reply, _plan.BatchSize, _plan.TakesAnyReply);
        tally.EventsAcknowledged += verdict.Acknowledged;
        if (verdict.Acknowledged < _plan.BatchSize)
        {
            TakeRefusal(connection, reply, verdict, tally);
        }
        else if (!verdict.Token.IsEmpty)
        {
            connection.Lane.Last.Keep(verdict.Token);
        }

        var closes = reply.Closes;
        connection.Release();
        if (closes)
        {
            CloseFree(connection, now);
        }
        else
        {
            GoOn(connection, now);
        }
    }

    private void TakeRefusal(Connection connection, in Reply reply, Verdict verdict, IntervalTally tally)
    {
        if (verdict.Refused > 0)
        {
            tally.EventsRefused += verdict.Refused;
            _shared.Refusals.Count(reply.Status, reply.Dropped, verdict.Refused, reply.Body);
        }

        if (verdict.Unknown > 0)
        {
            tally.BadReplies++;
            tally.EventsUnknown += verdict.Unknown;
            _shared.Unknown.Add(connection.FirstNumber, verdict.Unknown);
            _shared.Refusals.Count(reply.Status, OpenFaults.NoUmami, verdict.Unknown, reply.Body);
        }
    }

    private void GoOn(Connection connection, long now)
    {
        if (_clock.Begin > now || now >= _clock.End)
        {
            return;
        }

        if (_arrivals is null)
        {
            Send(connection, now, now);
        }
        else if (_arrivals.Waiting > 0)
        {
            Send(connection, _arrivals.Take(), now);
        }
        else if (!connection.IsQueued)
        {
            connection.IsQueued = true;
            _free.Enqueue(connection);
        }
    }

    private void Send(Connection connection, long intended, long now)
    {
        connection.FirstNumber = connection.Lane.NextNumber;
        var request = _requests.Next(connection.Lane);
        _book.At(now).BytesSent += request.Length;
        if (!connection.Send(_poller, request, intended, now))
        {
            BreakCounted(connection);
        }
    }

    private void Open(Connection connection, long now)
    {
        if (connection.Open(_poller, (int)_shared.Target.AddressFamily, _address, now) != 0)
        {
            CloseUnopened(connection, now);
        }
    }

    private void CloseUnopened(Connection connection, long now)
    {
        _book.At(now).ConnectFaults++;
        connection.Close(now + OpenPause);
    }

    // The server closed it in good order, between two requests.
    private void CloseFree(Connection connection, long now)
    {
        connection.Close(now);
        if (now < _clock.End)
        {
            _book.At(now).Reconnects++;
            Open(connection, now);
        }
    }

    private void BreakCounted(Connection connection)
    {
        var now = _clock.Now;
        _book.At(now).BrokenConnections++;
        Break(connection, now);
    }

    private void Break(Connection connection, long now)
    {
        _book.At(now).EventsUnknown += _plan.BatchSize;
        _shared.Unknown.Add(connection.FirstNumber, _plan.BatchSize);
        connection.Close(now + OpenPause);
    }
}
