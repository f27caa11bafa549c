namespace StageTools.Core.Tests.Storage.Buckets.Faults;

/// <summary>The kinds of requests to a bucket, each by the work that makes it.</summary>
public enum Work
{
    List,
    ListFolder,
    Find,
    ReadSmall,
    ReadFirstRange,
    ReadLaterRange,
    Put,
    PutNew,
    PutEmptyNew,
    Begin,
    Part,
    Complete,
    CompleteNew,
    Copy,
    MoveCopy,
    MoveRemove,
    Remove,
}
