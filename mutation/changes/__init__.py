"""What a mutant does to requests and answers: pure, each a frozen value; what it must remember lies in a Memory."""
